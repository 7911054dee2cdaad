/** What a user gets beside this package: three packages, by their digests, that run nothing when they are installed. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optional?: boolean
  readonly peer?: boolean
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
}

const json = (file: string) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'))
const { packages } = json('package-lock.json') as { packages: Readonly<Record<string, Locked>> }
const manifest = json('package.json')

const three = ['isomorphic-ws', 'valibot', 'ws']

/** Everything that is installed with the package, and not for its development alone. */
const shipped = Object.entries(packages).filter(([path, { dev, devOptional }]) => path && !dev && !devOptional)

test('three packages are all that is needed at run time', () => {
  expect(Object.keys(manifest.dependencies).sort()).toEqual(three)
  expect(Object.keys(packages['']?.dependencies ?? {}).sort()).toEqual(three)
  for (const kind of ['optionalDependencies', 'peerDependencies', 'bundledDependencies', 'bundleDependencies'])
    expect(manifest[kind]).toBeUndefined()
  expect(shipped.map(([path]) => path).sort()).toEqual(three.map((name) => `node_modules/${name}`))
})

test('they are of one version, have a digest and no further dependencies, and run nothing', () => {
  for (const [path, { version, integrity, dependencies, hasInstallScript }] of shipped) {
    expect(version).toBe(manifest.dependencies[path.replace('node_modules/', '')])
    expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(integrity).toMatch(/^sha512-/)
    expect([dependencies, hasInstallScript]).toEqual([undefined, undefined])
  }
})

test('no address of an archive is locked, and nothing is locked without its digest', () => {
  const rest = Object.entries(packages).filter(([path]) => path)
  expect(rest.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  expect(rest.filter(([, { integrity }]) => !integrity).map(([path]) => path)).toEqual([])
})

test('the package runs nothing when it is installed, and holds what was built', () => {
  expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?(install|pack|prepare)/.test(name))).toEqual([])
  expect(manifest.files).toEqual(['dist', 'CHANGELOG.md'])
})
