/** Bundles the simulation, client and all: what is behind `import()` comes without a file being read, in virtual time. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = new URL('..', import.meta.url).pathname

/**
 * The simulation as a module.
 * @param mutation a change of one source file: `file` under src, `find`, `replace`
 * @throws where what is to be changed does not stand there exactly once
 */
export async function load(mutation) {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'test/simulation/main.ts')],
    bundle: true,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    write: false,
    logLevel: 'error',
    plugins: mutation ? [changing(mutation)] : [],
  })
  const folder = await mkdtemp(join(tmpdir(), 'tickwire-simulation-'))
  try {
    const file = join(folder, 'simulation.mjs')
    await writeFile(file, outputFiles[0].text)
    return await import(pathToFileURL(file).href)
  } finally {
    await rm(folder, { recursive: true })
  }
}

function changing({ file, find, replace }) {
  return {
    name: 'mutation',
    setup(build) {
      const path = join(root, 'src', file)
      build.onLoad({ filter: /\.ts$/ }, async (args) => {
        if (args.path !== path) return undefined
        return { contents: mutated(await readFile(path, 'utf8'), { file, find, replace }), loader: 'ts' }
      })
    },
  }
}

/** A source text with its one fault. */
export function mutated(text, { file, find, replace }) {
  const times = text.split(find).length - 1
  if (times !== 1) throw new Error(`${file} holds ${JSON.stringify(find)} ${times} times, not once: mend the mutation.`)
  return text.replace(find, () => replace)
}
