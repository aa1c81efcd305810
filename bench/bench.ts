// `npm run bench -- …`: reads the chosen measurements from the command line and cleans up afterwards.
import { parseArgs } from 'node:util'
import { measureBeyond, measureOnlyChanges } from './beyond.ts'
import { compareBuilds } from './builds.ts'
import { measureCommands } from './commands.ts'
import { compare } from './compare.ts'
import { Fleet } from './fleet.ts'
import { measureJobs } from './jobs.ts'
import { measurePeople } from './people.ts'
import { comparePostgres } from './postgres.ts'
import { profile } from './profile.ts'
import { measureSets } from './sets.ts'
import { compareSizes } from './sizes.ts'
import { measureStarts } from './start.ts'
import { holdSteady } from './steady.ts'
import { measureWeb } from './web.ts'

const usage = `npm run bench                compare with what the program could cost at least
npm run bench -- --sizes     10 thousand, 1 million and 10 million stored user values
npm run bench -- --steady    a minute of full write load
npm run bench -- --people    searching, paging and reading among 100 thousand users
npm run bench -- --postgres  PostgreSQL beside SQLite, beside itself used naively, with many values, two nodes
npm run bench -- --beside CHECKOUT[,NODE] --beside …
                             other built checkouts, or this one under another Node, beside this one;
                             with --postgres, all of them on PostgreSQL
npm run bench -- --start     starts beside that of Node, first answers, seeds, resets
npm run bench -- --commands  explain, who, import and export with the start of their processes
npm run bench -- --jobs      the daily jobs among 3,000 people, and what looker_sdk needs for them
npm run bench -- --sets      100 thousand values in one commit, and how long others wait
npm run bench -- --beyond     the Attrium API among 100 thousand users, on SQLite and PostgreSQL
npm run bench -- --changes    the last part of it: changes of many values, and how long others wait
npm run bench -- --web       the screens in a browser, among 100 thousand users and among 25
npm run bench -- --profile   where the CPU time of a durable PATCH goes

--rounds N         rounds of slices (10)
--seconds S        seconds of a slice (1), of --steady (60), of --profile (8)
--connections N,…  numbers of connections (1,16,64,256; 64 for the other modes)
--users N         users of --people, --sets, --beyond, --changes and --web (100000)
--sizes-max N      the largest size of --sizes and of --postgres (10000000)
--servers b,c,d    what --profile looks at (c): b stores nothing, c PATCH, d GET
--directory DIR    where temporary data is kept; decides which disk is measured`

const { values: flags } = parseArgs({
  options: {
    sizes: { type: 'boolean' },
    people: { type: 'boolean' },
    web: { type: 'boolean' },
    users: { type: 'string', default: '100000' },
    sets: { type: 'boolean' },
    beyond: { type: 'boolean' },
    changes: { type: 'boolean' },
    commands: { type: 'boolean' },
    jobs: { type: 'boolean' },
    start: { type: 'boolean' },
    steady: { type: 'boolean' },
    postgres: { type: 'boolean' },
    profile: { type: 'boolean' },
    beside: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '10' },
    seconds: { type: 'string' },
    connections: { type: 'string' },
    'sizes-max': { type: 'string', default: '10000000' },
    servers: { type: 'string', default: 'c' },
    directory: { type: 'string' },
    help: { type: 'boolean' },
  },
})

function positive(name: string, text: string): number {
  const number = Number(text)
  if (!(number > 0)) throw new Error(`--${name} must be a number above 0`)
  return number
}

const seconds = (fallback: number) => positive('seconds', flags.seconds ?? String(fallback))
const connections = (flags.connections ?? '1,16,64,256')
  .split(',')
  .map((text) => positive('connections', text))
const single = flags.connections === undefined ? 64 : (connections[0] ?? 64)
const timing = (fallback: number) => ({
  rounds: positive('rounds', flags.rounds),
  seconds: seconds(fallback),
  warmup: 0.25,
})

async function measure(fleet: Fleet): Promise<void> {
  if (flags.sizes) {
    const most = positive('sizes-max', flags['sizes-max'])
    const file = 'bench-results-sizes.json'
    return compareSizes(fleet, timing(1), { most, connections: single, file })
  }
  if (flags.beside) {
    const { beside, postgres = false } = flags
    const file = 'bench-results-builds.json'
    return compareBuilds(fleet, timing(1), { beside, connections, file, postgres })
  }
  if (flags.postgres) {
    const most = positive('sizes-max', flags['sizes-max'])
    const file = 'bench-results-postgres.json'
    return comparePostgres(fleet, timing(1), { connections: single, most, file })
  }
  if (flags.steady) {
    const file = 'bench-results-steady.json'
    return holdSteady(fleet, { seconds: seconds(60), connections: single, file })
  }
  if (flags.people) {
    const { rounds } = timing(1)
    const users = Math.ceil(positive('users', flags.users))
    return measurePeople(fleet, { rounds, seconds: seconds(1), users })
  }
  if (flags.web) {
    const { rounds } = timing(1)
    return measureWeb(fleet, { rounds, users: Math.ceil(positive('users', flags.users)) })
  }
  if (flags.sets) {
    const { rounds } = timing(1)
    return measureSets(fleet, { rounds, users: Math.ceil(positive('users', flags.users)) })
  }
  if (flags.beyond) {
    const { rounds } = timing(1)
    const users = Math.ceil(positive('users', flags.users))
    return measureBeyond(fleet, { rounds, seconds: seconds(1), users })
  }
  if (flags.changes) {
    return measureOnlyChanges(fleet, Math.ceil(positive('users', flags.users)))
  }
  if (flags.start) {
    const { rounds } = timing(1)
    return measureStarts(fleet, { rounds, file: 'bench-results-start.json' })
  }
  if (flags.commands) {
    const { rounds } = timing(1)
    return measureCommands(fleet, { rounds, file: 'bench-results-commands.json' })
  }
  if (flags.jobs) {
    const { rounds } = timing(1)
    return measureJobs({ rounds, file: 'bench-results-jobs.json' })
  }
  if (flags.profile) {
    const asked = flags.servers
    return profile(fleet, { asked, seconds: seconds(8), connections: single })
  }
  return compare(fleet, timing(1), { connections, file: 'bench-results.json' })
}

if (flags.help) console.log(usage)
else {
  const fleet = new Fleet(flags.directory)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))
  process.on('exit', () => fleet.close())
  await measure(fleet)
  // Children that are still running are ended with the fleet.
  process.exit(0)
}
