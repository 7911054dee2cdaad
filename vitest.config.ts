import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

import { chromiumArgs, findChromium, installHint } from './scripts/browsers.mjs'

const executablePath: string | undefined = findChromium()
if (executablePath === undefined && process.env.CI === 'true') throw new Error(installHint)
if (executablePath === undefined) process.stderr.write(`Browser tests are left out. ${installHint}\n`)

const browser = {
  publicDir: 'test/public',
  optimizeDeps: { include: ['isomorphic-ws', 'valibot'] },
  test: {
    name: 'browser',
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/browser/global-setup.ts'],
    browser: {
      enabled: true,
      headless: true,
      ui: false,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { ...(executablePath && { executablePath }), args: chromiumArgs } }),
      instances: [{ browser: 'chromium' as const }],
    },
  },
}

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text-summary', 'lcov'] },
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          // No test is about speed; a busy machine must not make one fail.
          testTimeout: 30_000,
          hookTimeout: 30_000,
          exclude: ['test/browser/**', 'test/msw/**'],
        },
      },
      {
        test: {
          name: 'msw',
          environment: 'node',
          include: ['test/msw/**/*.test.ts'],
          setupFiles: ['test/msw/setup.ts'],
        },
      },
      ...(executablePath === undefined ? [] : [browser]),
    ],
  },
})
