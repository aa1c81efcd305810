import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { EnginesReporter } from './dist/test/support/engines-reporter.js'

// The tests run on the compiled program, because that is what ships.
const program = {
  // A process for many files is a third less work; what a test leaves behind is for it to remove.
  isolate: false,
  unstubEnvs: true,
  // Without this, every program that a test starts compiles all of its modules again.
  env: { NODE_COMPILE_CACHE: resolve('node_modules/.cache/compiled') },
  setupFiles: ['dist/test/support/same-environment.js'],
  // A busy machine takes four times as long as a quiet one.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 20_000 } },
  server: { deps: { external: [/\/dist\/(src|test|proof|bench)\//] } },
}

// What is promised over the network is promised on every engine: these run once on each.
const everyEngine = [
  'test/{api-auth,changes,claims,definitions,discovery,events,explanations,groups,history}/**/*',
  'test/{holders,not-found,oauth,official-sdk,past,request,roles,seed,sign-in,single-sign-on,support,users}/**/*',
  'test/user-attributes/**/*',
  // The page is the same on every engine; its stories are what the engines answer.
  'test/web/{first-day,group-values,groups,history,import,signing-in,single-sign-on,user-values,users,who}',
  'test/access/{matrix/*,missing-rights,one-moment}',
  'test/audit/{archive-commands,history,value-history}',
  'test/http/*',
  'proof/{escalation,fuzz,histories,past,state}/*',
].map((tests) => `dist/${tests}.test.js`)
const postgresOnly = ['dist/src/store/postgres/**/*.test.js', 'dist/test/postgres/**/*.test.js']

// `npm run test:fast` leaves to `npm test` what proves, what starts the program again and again, and what makes packages.
const slow = [
  'dist/proof/**',
  'dist/bench/**',
  'dist/test/{backup,demo,deploy,docs,doctor,examples,library,package,start,tls}/**',
  'dist/test/{logs,metrics,store,web}/**',
  'dist/src/store/sqlite/**',
  'dist/test/access/{clock,every-row,forgotten-question,hidden-oracles,matrix/matrix}.test.js',
  'dist/test/audit/{archive-commands,audit-commands,killed-set}.test.js',
  'dist/test/http/hostile/**',
  'dist/test/request/after-a-commit.test.js',
  'dist/test/user-attributes/precedence-laws.test.js',
  'dist/test/forgotten.test.js',
]

// For .ci/suites-ran.mjs.
const json = ['json', { outputFile: 'test-results.json' }] as const

export default defineConfig({
  test: {
    // One more than there are cores: a quarter of the time, a file waits for a program or a disk. With two more, a run is a
    // tenth shorter, but keys and clicks in browsers come too early or too late.
    maxWorkers: availableParallelism() + 1,
    reporters: ['default', ...(process.env['CI'] ? [json] : []), new EnginesReporter()],
    projects: [
      {
        test: {
          ...program,
          name: 'SQLite',
          include: ['dist/**/*.test.js'],
          exclude: ['node_modules/**', ...postgresOnly, ...(process.env['FAST'] ? slow : [])],
        },
      },
      {
        test: {
          ...program,
          name: 'PostgreSQL',
          include: [...everyEngine, ...postgresOnly],
          env: { ...program.env, ATTRIUM_TEST_ENGINE: 'PostgreSQL' },
          globalSetup: ['dist/test/postgres/cluster-of-the-run.js'],
        },
      },
    ],
  },
})
