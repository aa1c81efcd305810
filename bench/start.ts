// Compares a start with the start of Node alone, and measures a first answer, a seed and a reset.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Fleet } from './fleet.ts'
import { median, milliseconds, progress, table, writeResults } from './report.ts'

const main = fileURLToPath(new URL('../package/main.js', import.meta.url))

const users = 10_000
const usersOfReset = 1000

/** The measurements are interleaved, so that any disturbance affects all of them. */
export async function measureStarts(
  fleet: Fleet,
  { rounds, file }: { readonly rounds: number; readonly file: string },
): Promise<void> {
  const { directory } = fleet
  mkdirSync(join(directory, 'starts'))
  const seed = join(directory, 'seed.json')
  writeFileSync(seed, seedOf(users))
  const small = join(directory, 'small.json')
  writeFileSync(small, seedOf(usersOfReset))
  const full = join(directory, 'starts', 'full')
  await stop(await started(['serve', '--data', full, '--seed', seed]))

  const times: Record<string, number[]> = {}
  const note = (name: string, time: number) => {
    const list = times[name] ?? []
    times[name] = list
    list.push(time)
  }
  for (let round = 1; round <= rounds; round++) {
    const fresh = (name: string) => join(directory, 'starts', `${name}-${round}`)
    note('node -e 0', await run(['-e', '0']))
    const empty = await started(['serve', '--data', fresh('empty')])
    note('serve, first start', empty.time)
    await stop(empty)
    const filled = await started(['serve', '--data', full])
    note(`serve, ${users} users`, filled.time)
    await stop(filled)
    const planted = await started(['serve', '--data', fresh('planted'), '--seed', seed])
    note(`serve, ${users} users planted`, planted.time)
    await stop(planted)
    for (const [name, flags] of [
      ['sample company', []],
      [`${usersOfReset} users`, ['--seed', small]],
    ] as const) {
      const demo = await started(['demo', '--ephemeral', '--ci', ...flags])
      note(`demo, ${name}`, demo.time)
      const asked = await asking(demo)
      note('first sign-in', asked.signIn)
      note('first list of users', await asked.call('GET', '/api/4.0/users?fields=id'))
      note('first reset', await asked.call('POST', reset))
      for (let again = 0; again < 5; again++) {
        await asked.call('POST', '/api/4.0/users', '{"first_name":"One"}')
        await asked.call('PATCH', '/api/4.0/users/2', '{"first_name":"Other"}')
        note(`reset, ${name}`, await asked.call('POST', reset))
      }
      await stop(demo)
    }
    progress(round, rounds)
  }
  report(times, file)
}

const reset = '/api/attrium/1.0/reset'

function report(times: Record<string, number[]>, file: string): void {
  const bare = median(times['node -e 0'] ?? [])
  const rows = Object.entries(times).map(([name, list]) => [
    name,
    milliseconds(median(list)),
    milliseconds(Math.min(...list)),
    milliseconds(Math.max(...list)),
    (median(list) / bare).toFixed(1),
  ])
  console.log(table(['milliseconds', 'median', 'least', 'most', 'of node -e 0'], rows))
  const planted = median(times[`serve, ${users} users planted`] ?? [])
  const rate = (users / (planted - median(times['serve, first start'] ?? []))) * 1000
  console.log(`\n${Math.round(rate)} users a second are planted, with two values each.`)
  writeResults(file, { times })
}

/** A seed with a group and two values for each user, one of them hidden. */
function seedOf(count: number): string {
  return JSON.stringify({
    api_key: { client_id: 'bench', client_secret: 'bench-secret' },
    groups: [{ name: 'Everywhere' }],
    user_attributes: [
      { name: 'region', type: 'advanced_filter_string', group_values: { Everywhere: '%' } },
      {
        name: 'password',
        type: 'string',
        value_is_hidden: true,
        hidden_value_domain_whitelist: 'https://warehouse.example/*',
      },
    ],
    users: Array.from({ length: count }, (_, at) => ({
      first_name: `First ${at}`,
      last_name: `Last ${at}`,
      email: `user${at}@acme.example`,
      groups: ['Everywhere'],
      values: { region: 'EMEA,AMER', password: `password ${at}` },
    })),
  })
}

interface Started {
  readonly child: ChildProcess
  /** Milliseconds from the spawn to the first line on stdout. */
  readonly time: number
  readonly line: string
}

async function started(args: readonly string[]): Promise<Started> {
  const begun = performance.now()
  const child = spawn(process.execPath, [main, ...args, '--port', '0', '--log-level', 'warn'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line] = await once(child.stdout, 'data')
  return { child, time: performance.now() - begun, line: String(line) }
}

async function stop({ child }: Started): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

async function run(args: readonly string[]): Promise<number> {
  const begun = performance.now()
  await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit')
  return performance.now() - begun
}

async function asking({ line }: Started) {
  const { url, client_id, client_secret } = JSON.parse(line)
  const body = new URLSearchParams({ client_id, client_secret })
  // Warms up this process, so that its own first request is not measured.
  await (await fetch(`${url}/alive`)).text()
  let begun = performance.now()
  const answer = await fetch(`${url}/api/4.0/login`, { method: 'POST', body })
  const { access_token } = (await answer.json()) as { access_token: string }
  const signIn = performance.now() - begun
  const headers = { authorization: `token ${access_token}` }
  const call = async (method: string, path: string, sent?: string): Promise<number> => {
    begun = performance.now()
    const answered = await fetch(url + path, {
      method,
      headers,
      ...(sent === undefined ? {} : { body: sent }),
    })
    await answered.text()
    if (!answered.ok) throw new Error(`${method} ${path} was answered ${answered.status}`)
    return performance.now() - begun
  }
  return { signIn, call }
}
