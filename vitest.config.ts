import { defineConfig } from 'vitest/config';

export default defineConfig({
  // electron-store imports `electron`, which is nothing under plain Node.
  resolve: { alias: { electron: new URL('./tests/fakes/electron-module.ts', import.meta.url).pathname } },
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    exclude: ['tests/e2e/**', 'tests/bench/**'],
    environment: 'node',
    server: { deps: { inline: ['electron-store'] } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
