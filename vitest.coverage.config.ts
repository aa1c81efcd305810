import { defineConfig, mergeConfig } from 'vitest/config'
import plain from './vitest.config.ts'

/** Whose every line and branch some test runs (G-21): what decides and what keeps secrets. */
const whole = [
  'src/domain/search-path.ts',
  'src/domain/held-values.ts',
  'src/domain/{actor,giving,permissions,rights}.ts',
  'src/access/*.ts',
  'src/keys/*.ts',
  'src/audit/*.ts',
  'src/store/audit/chain.ts',
  'src/http/rate-limit.ts',
  'src/http/throttle.ts',
  'src/http/network.ts',
]

/** Run as processes and threads of their own by the tests, which coverage does not see. */
const elsewhere = [
  'dist/src/main.js',
  'dist/src/cli/*.js',
  'dist/src/backup/make-backup.js',
  'dist/src/store/sqlite/{writer,wal-copier,chain}.js',
]

// `npm run coverage`: fails when one of those is not covered whole, or all of it too little.
export default mergeConfig(
  plain,
  defineConfig({
    test: {
      coverage: {
        enabled: true,
        reportOnFailure: true,
        provider: 'custom',
        customProviderModule: './coverage-provider.ts',
        include: ['dist/src/**/*.js'],
        exclude: ['**/*.test.*', '**/conformance/**', ...elsewhere],
        reporter: [['text', { skipFull: true }]],
        thresholds: {
          lines: 90,
          branches: 90,
          ...Object.fromEntries(whole.map((files) => [files, { lines: 100, branches: 100 }])),
        },
      },
    },
  }),
)
