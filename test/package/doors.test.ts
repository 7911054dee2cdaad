/** The built package: what its doors export, that importing does nothing, and that all speak of one error class. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)
const require = createRequire(import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  exports: Record<string, unknown>
  dependencies: Record<string, string>
  sideEffects: boolean
}
const doors = ['index', 'browser', 'node', 'binance', 'book', 'shared', 'testing']
const path = (name: string) => new URL(`dist/${name}`, root).pathname

test('it is built', () => {
  expect(existsSync(path('index.js')), 'run npm run build first').toBe(true)
})

/** Names that exist at run time by the word of a declaration file. */
function declaredValues(file: string): string[] {
  const program = ts.createProgram([file], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
  })
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile) as ts.Symbol
  const isTypeOnly = (symbol: ts.Symbol) =>
    symbol.declarations?.some(
      (each) => ts.isExportSpecifier(each) && (each.isTypeOnly || each.parent.parent.isTypeOnly),
    ) ?? false
  return checker
    .getExportsOfModule(module)
    .filter((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      return (target.flags & ts.SymbolFlags.Value) !== 0 && !isTypeOnly(symbol)
    })
    .map((symbol) => symbol.name)
    .sort()
}

test.each(doors)(
  'door "%s": what the declarations promise is there at run time, in both formats',
  async (door) => {
    const declared = declaredValues(path(`${door}.d.ts`))
    expect(declared.length).toBeGreaterThan(0)
    expect(Object.keys(await import(path(`${door}.js`))).sort()).toEqual(declared)
    expect(Object.keys(require(path(`${door}.cjs`))).sort()).toEqual(declared)
    expect(declaredValues(path(`${door}.d.cts`))).toEqual(declared)
    // The compiler reads the declarations twice, which takes its time on a busy machine.
  },
  60_000,
)

test.each(doors)('importing door "%s" does nothing: no timer, no socket, no print, no global, no listener', (door) => {
  const script = `
    const globals = new Set(Object.getOwnPropertyNames(globalThis))
    const listeners = process.eventNames().length
    const timers = []
    for (const name of ['setTimeout', 'setInterval', 'setImmediate']) {
      const real = globalThis[name]
      globalThis[name] = (...args) => (timers.push(name), real(...args))
    }
    await import(${JSON.stringify(path(`${door}.js`))})
    const added = Object.getOwnPropertyNames(globalThis).filter((name) => !globals.has(name))
    const handles = process.getActiveResourcesInfo().filter((kind) => !/Pipe|TTY|FSReq|CloseReq/.test(kind))
    process.stdout.write(JSON.stringify({ added, timers, handles, listeners: process.eventNames().length - listeners }))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({ added: [], timers: [], handles: [], listeners: 0 })
})

test('one error class serves all doors of a format; across formats the code tells', async () => {
  for (const [load, extension] of [
    [(file: string) => import(file), 'js'],
    [async (file: string) => require(file), 'cjs'],
  ] as const) {
    const { FeedError } = await load(path(`node.${extension}`))
    const { trades } = await load(path(`binance.${extension}`))
    expect(() => trades('')).toThrow(FeedError)
  }
  const { isFeedError } = await import(path('index.js'))
  const { trades } = require(path('binance.cjs'))
  const thrown = (() => {
    try {
      return trades('')
    } catch (error) {
      return error
    }
  })()
  expect(isFeedError(thrown, 'INVALID_CHANNEL')).toBe(true)
})

test('three runtime dependencies, no side effects', () => {
  expect(Object.keys(manifest.dependencies).sort()).toEqual(['isomorphic-ws', 'valibot', 'ws'])
  expect(manifest.sideEffects).toBe(false)
})

test('./node is nothing to a browser, and "." is the native door there', () => {
  expect(manifest.exports['./node']).toMatchObject({ browser: null })
  expect(JSON.stringify((manifest.exports['.'] as { browser: unknown }).browser)).toContain('dist/browser.js')
})

test('no build for browsers knows a process', async () => {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from '${path('browser.js')}'; export * from '${path('binance.js')}'`,
      resolveDir: root.pathname,
    },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  })
  const texts = [
    outputFiles[0]!.text,
    readFileSync(path('tickwire.global.js'), 'utf8'),
    readFileSync(path('tickwire.account.global.js'), 'utf8'),
    readFileSync(path('tickwire.min.mjs'), 'utf8'),
  ]
  expect(
    texts.filter((text) =>
      /\bprocess\b|\bBuffer\b|\beval\b|\bFunction\(|\brequire\(|node:/.test(text.replace(/\/\/# sourceMapping.*/, '')),
    ),
  ).toEqual([])
})

test('what names neither SBE nor an account holds nothing of them', async () => {
  const { build } = await import('esbuild')
  const isInside = async (names: string) => {
    const { outputFiles } = await build({
      stdin: { contents: `export { ${names} } from '${path('binance.js')}'`, resolveDir: root.pathname },
      bundle: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      logLevel: 'error',
    })
    return /X-MBX-APIKEY|bestBidAsk|userDataStream/.test(outputFiles[0]!.text)
  }
  expect(await isInside('binance, trades, stream, futuresStream, optionsStream')).toBe(false)
  expect(await isInside('binanceSbe')).toBe(true)
  expect(await isInside('binanceAccount')).toBe(true)
  expect(readFileSync(path('tickwire.global.js'), 'utf8')).not.toMatch(/X-MBX-APIKEY|userDataStream/)
})

test.each([
  ['tickwire.global.js', 'tickwire', ['createFeed', 'binance']],
  ['tickwire.book.global.js', 'tickwireBook', ['orderBook']],
  ['tickwire.futures.global.js', 'tickwireFutures', ['markPrice', 'futuresStream']],
  ['tickwire.options.global.js', 'tickwireOptions', ['optionTrades', 'optionsStream']],
])('%s has the global %s', (file, name, members) => {
  const script = `${readFileSync(path(file), 'utf8')}
; process.stdout.write(JSON.stringify(Object.keys(${name})))`
  const names = JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })) as string[]
  expect(names).toEqual(expect.arrayContaining(members))
})

test('private streams are a file of their own, with the exports of their door', () => {
  const script = `${readFileSync(path('tickwire.account.global.js'), 'utf8')}
; process.stdout.write(Object.keys(tickwireAccount).sort().join())`
  expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toBe(
    'binanceAccount,futuresUserData,optionsUserData,userData',
  )
  expect(readFileSync(path('tickwire.global.js'), 'utf8')).not.toContain('userDataStream')
})

test('the lockfile holds no address', () => {
  expect(readFileSync(new URL('package-lock.json', root), 'utf8')).not.toContain('"resolved"')
})
