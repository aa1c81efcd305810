// Measures commands that call a server of 3,000 people, with the start of their processes.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Fleet } from './fleet.ts'
import { median, milliseconds, progress, table, writeResults } from './report.ts'

const main = fileURLToPath(new URL('../package/main.js', import.meta.url))

const people = 3000

/** The measurements are interleaved, so that any disturbance affects all of them. */
export async function measureCommands(
  { directory }: Fleet,
  { rounds, file }: { readonly rounds: number; readonly file: string },
): Promise<void> {
  const home = join(directory, 'commands')
  mkdirSync(home)
  const seed = join(home, 'seed.json')
  writeFileSync(seed, seedOfPeople())
  const tables = ['first', 'second'].map((name, at) => {
    const table = join(home, `${name}.csv`)
    writeFileSync(table, tableOf(at))
    return table
  })
  const flags = ['--ephemeral', '--ci', '--port', '0', '--seed', seed]
  const demo = spawn(process.execPath, [main, 'demo', ...flags], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line] = await once(demo.stdout, 'data')
  const { url, client_id, client_secret } = JSON.parse(String(line))
  const env = {
    ...{ HOME: home, LOOKERSDK_BASE_URL: url },
    ...{ LOOKERSDK_CLIENT_ID: client_id, LOOKERSDK_CLIENT_SECRET: client_secret },
  }
  const measured: Record<string, Spent[]> = {}
  const note = (name: string, ...words: readonly string[]) => {
    const list = measured[name] ?? []
    measured[name] = list
    list.push(spent(words, env))
  }
  for (let round = 1; round <= rounds; round++) {
    note('node -e 0', '-e', '0')
    note('attrium explain', main, 'explain', 'p7@x.example', 'region')
    note('attrium who', main, 'who', 'region', '=', 'A7')
    note(`attrium import, ${people} rows`, main, 'import', tables[round % 2] ?? '', '--yes')
    note('attrium export --wide', main, 'export', '--wide')
    progress(round, rounds)
  }
  demo.kill()
  await once(demo, 'close')
  // Beside the start of Node alone: the clock of the shell has steps of 10 ms, so this is of sums.
  const spentBy = (list: readonly Spent[] = []) => list.reduce((sum, { cpu }) => sum + cpu, 0)
  const alone = spentBy(measured['node -e 0'])
  const rows = Object.entries(measured).map(([name, list]) => [
    name,
    milliseconds(median(list.map(({ wall }) => wall))),
    milliseconds(Math.min(...list.map(({ wall }) => wall))),
    milliseconds(median(list.map(({ cpu }) => cpu))),
    (spentBy(list) / alone).toFixed(1),
  ])
  console.log(
    table(['milliseconds', 'median', 'least', 'median of its own CPU', 'times Node'], rows),
  )
  writeResults(file, { rounds, measured })
}

interface Spent {
  readonly wall: number
  readonly cpu: number
}

/** The time of a process, and what it spent itself: other work of the machine counts in the first alone. */
function spent(words: readonly string[], env: Record<string, string>): Spent {
  const script = '"$@" >/dev/null 2>&1 || echo failed; times'
  const start = performance.now()
  const args = ['-c', script, 'sh', process.execPath, ...words]
  const { stdout } = spawnSync('/bin/sh', args, { env, encoding: 'utf8' })
  const wall = performance.now() - start
  if (stdout.startsWith('failed')) throw new Error(`${words.join(' ')} failed`)
  // The last line has the times of the children of the shell.
  const [, user = '', system = ''] = /\n(\S+) (\S+)\s*$/.exec(stdout) ?? []
  return { wall, cpu: 1000 * (secondsIn(user) + secondsIn(system)) }
}

const secondsIn = (text: string) => {
  const [, minutes = '0', seconds = '0'] = /^(\d+)m([\d.]+)s$/.exec(text) ?? []
  return Number(minutes) * 60 + Number(seconds)
}

const seedOfPeople = () =>
  JSON.stringify({
    groups: [{ name: 'EMEA' }, { name: 'AMER' }],
    user_attributes: [
      { name: 'region', type: 'string', group_values: { EMEA: 'EMEA', AMER: 'AMER' } },
    ],
    users: Array.from({ length: people }, (_, at) => ({
      ...{ first_name: `P${at}`, last_name: 'L', email: `p${at}@x.example` },
      groups: [at % 2 === 0 ? 'EMEA' : 'AMER'],
    })),
  })

const tableOf = (which: number) =>
  `email,region\n${Array.from({ length: people }, (_, at) => `p${at}@x.example,${which === 0 ? 'A' : 'B'}${at % 50}\n`).join('')}`
