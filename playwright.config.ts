import { defineConfig } from '@playwright/test'

import { chromiumArgs, findChromium, findFirefox, installHint } from './scripts/browsers.mjs'

const executablePath = findChromium()
if (executablePath === undefined) {
  process.stderr.write(`${installHint}\n`)
  process.exit(1)
}

const firefoxPath = findFirefox()

export default defineConfig({
  testDir: 'e2e',
  // Playwright empties this folder: the report lies elsewhere.
  outputDir: 'test-results',
  reporter: [['list'], ['json', { outputFile: 'reports/e2e.json' }]],
  workers: 1,
  forbidOnly: process.env.CI === 'true',
  timeout: 20_000,
  expect: { timeout: 10_000 },
  // Traces cost a third of the time on pages that change this fast: --trace on when there is something to find.
  use: { video: 'off', screenshot: 'only-on-failure', trace: 'off' },
  projects: [
    { name: 'chromium', use: { browserName: 'chromium', launchOptions: { executablePath, args: chromiumArgs } } },
    // A second engine, where it is installed: what the package does, not how the demo looks.
    ...(firefoxPath
      ? [
          {
            name: 'firefox',
            testMatch: /(accounts|bundle|recorded|silence)\.spec\.ts$/,
            use: {
              browserName: 'firefox' as const,
              channel: 'moz-firefox',
              launchOptions: { executablePath: firefoxPath },
            },
          },
        ]
      : []),
  ],
})
