import { defineConfig } from 'vitest/config'
import { EnginesReporter } from './dist/test/engines-reporter.js'

// The tests run on the compiled program, because that is what ships.
const program = {
  // A process for many files is a third less work; what a test leaves behind is for it to remove.
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  server: { deps: { external: [/\/dist\/(src|test|bench)\//] } },
}

// What is promised over the network is promised on every engine: these run once on each.
const everyEngine = [
  'api',
  'users',
  'groups',
  'roles',
  'seed',
  'laws',
  'official-sdk',
  'fuzz',
  'matrix',
  'escalation',
  'server',
].map((suite) => `dist/test/${suite}{/**/*,}.test.js`)
const postgresOnly = ['dist/src/store/postgres/**/*.test.js', 'dist/test/postgres/**/*.test.js']

// For .ci/suites-ran.mjs.
const json = ['json', { outputFile: 'test-results.json' }] as const

export default defineConfig({
  test: {
    // Every core: by default one is left idle.
    maxWorkers: '100%',
    reporters: ['default', ...(process.env['CI'] ? [json] : []), new EnginesReporter()],
    projects: [
      {
        test: {
          ...program,
          name: 'SQLite',
          include: ['dist/**/*.test.js'],
          exclude: ['node_modules/**', ...postgresOnly],
        },
      },
      {
        test: {
          ...program,
          name: 'PostgreSQL',
          include: [...everyEngine, ...postgresOnly],
          env: { ATTRIUM_TEST_ENGINE: 'PostgreSQL' },
          globalSetup: ['dist/test/postgres/cluster-of-the-run.js'],
        },
      },
    ],
  },
})
