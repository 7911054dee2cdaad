import { defineConfig } from 'tsup'

const doors = {
  index: 'src/index.ts',
  browser: 'src/browser.ts',
  node: 'src/node.ts',
  binance: 'src/binance.ts',
  book: 'src/book.ts',
  shared: 'src/shared.ts',
  testing: 'src/testing.ts',
}

/** TypeScript 6 objects to the `baseUrl` that the declaration build adds. */
const dts = { compilerOptions: { ignoreDeprecations: '6.0' }, banner: '/// <reference lib="esnext.disposable" />' }

const shared = { target: 'es2022' as const, sourcemap: true, external: [/^node:/] }

/** Builds of one file load what few pages need from a file beside them: a script cannot be cut into chunks. */
const beside = {
  name: 'beside',
  setup(build: {
    onResolve(filter: { filter: RegExp }, resolve: (module: { kind: string }) => object | undefined): void
  }) {
    build.onResolve({ filter: /^\./ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './tickwire.beside.mjs', external: true } : undefined,
    )
  },
}

export default defineConfig([
  // Chunks are shared within a format, so that one FeedError serves all doors, and the command too.
  {
    ...shared,
    entry: { ...doors, cli: 'src/cli.ts' },
    format: ['esm'],
    platform: 'neutral',
    splitting: true,
    dts: { ...dts, entry: doors },
  },
  { ...shared, entry: doors, format: ['cjs'], platform: 'neutral', splitting: true, dts },
  // For a script tag, and for `import` from a CDN: everything inside but what is asked beside the streams.
  {
    ...shared,
    entry: { tickwire: 'src/cdn.ts' },
    esbuildPlugins: [beside],
    format: ['iife'],
    globalName: 'tickwire',
    platform: 'browser',
    noExternal: [/.*/],
    minify: true,
  },
  // Order books, the channels of futures and of options, and private streams are files of their own: who shows none loads none.
  ...(['futures', 'options', 'account'] as const).map((part) => ({
    ...shared,
    entry: { [`tickwire.${part}`]: `src/${part}.ts` },
    esbuildPlugins: [beside],
    format: ['iife' as const],
    globalName: `tickwire${part[0]!.toUpperCase()}${part.slice(1)}`,
    platform: 'browser' as const,
    noExternal: [/.*/],
    minify: true,
  })),
  {
    ...shared,
    entry: { 'tickwire.book': 'src/book.ts' },
    format: ['iife'],
    globalName: 'tickwireBook',
    platform: 'browser',
    noExternal: [/.*/],
    minify: true,
  },
  {
    ...shared,
    entry: { tickwire: 'src/cdn.ts' },
    esbuildPlugins: [beside],
    format: ['esm'],
    platform: 'browser',
    noExternal: [/.*/],
    minify: true,
    outExtension: () => ({ js: '.min.mjs' }),
  },
  {
    ...shared,
    entry: { 'tickwire.beside': 'src/cdn-beside.ts' },
    format: ['esm'],
    platform: 'browser',
    noExternal: [/.*/],
    minify: true,
    outExtension: () => ({ js: '.mjs' }),
  },
])
