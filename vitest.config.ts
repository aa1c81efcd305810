import { defineConfig } from 'vitest/config'

// The tests run on the compiled program, because that is what ships.
export default defineConfig({
  test: {
    include: ['dist/**/*.test.js'],
    exclude: ['node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    server: { deps: { external: [/\/dist\/(src|test|bench)\//] } },
  },
})
