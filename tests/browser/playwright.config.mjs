import { defineConfig, devices } from '@playwright/test';

const baseURL = process.env.POSTURA_BASE_URL;
if (!baseURL || !process.env.POSTURA_DESK_URL || !process.env.POSTURA_DESK_NOW) {
  throw new Error('These tests need the servers that `cargo xtask test` starts for them.');
}

export default defineConfig({
  testDir: '.',
  outputDir: 'results',
  snapshotPathTemplate: 'snapshots/{arg}{ext}',
  updateSnapshots: process.env.POSTURA_LOOKED_AT ? 'all' : 'none',
  fullyParallel: true,
  forbidOnly: true,
  // A part of the suite, by the names of its tests.
  grep: new RegExp(process.env.POSTURA_ONLY ?? ''),
  retries: 0,
  workers: 2,
  reporter: 'line',
  use: {
    ...devices['Desktop Chrome'],
    baseURL,
    locale: 'en',
    launchOptions: {
      executablePath: process.env.POSTURA_CHROMIUM || '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'with JavaScript', testMatch: '*.spec.mjs', use: { javaScriptEnabled: true } },
    // The type-ahead needs JavaScript, and so does the checker of accessibility.
    { name: 'without JavaScript', testMatch: ['journeys.spec.mjs', 'questions.spec.mjs', 'desk.spec.mjs', 'data.spec.mjs'], use: { javaScriptEnabled: false } },
  ],
});
