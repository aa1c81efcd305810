// `npm run proof`: runs the figures and prints a line for each. A single figure runs in this process. Of several,
// two run side by side in separate processes, except those that measure time. `sqlite` or `postgres` selects those
// of one engine.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Figure } from './figure.ts'
import { figures } from './figures.ts'

const scale = Number(process.env['SCALE'] ?? '1')
if (!(scale > 0 && scale <= 1)) throw new Error('SCALE is a number above 0, at most 1')
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_007)
const isEngine = (word: string) => word === 'sqlite' || word === 'postgres'
const engine = process.argv.find(isEngine)
const asked = process.argv.slice(2).filter((word) => !isEngine(word))
const unknown = asked.filter((id) => !figures.some((figure) => figure.id === id))
if (unknown.length > 0) throw new Error(`no such figure: ${unknown.join(', ')}`)
const chosen = figures
  .filter(({ id }) => asked.length === 0 || asked.includes(id))
  .filter((figure) => engine === undefined || (figure.engine ?? 'sqlite') === engine)

/** Returns whether the figure holds. */
async function show(figure: Figure): Promise<boolean> {
  const started = performance.now()
  const count = (full: number) => Math.max(1, Math.round(full * scale))
  const { counts, problems } = await figure
    .run({ count, seed })
    .catch((error) => ({ counts: {}, problems: [String(error?.stack ?? error)] }))
  const words = Object.entries({ ...counts, scale, seed }).map(([key, value]) => `${key}=${value}`)
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`figure ${figure.id} ${words.join(' ')} seconds=${seconds}`)
  for (const problem of problems.slice(0, 20)) console.log(`  ${figure.id} ${problem}`)
  return problems.length === 0
}

async function inTurn<Item>(queue: Item[], run: (item: Item) => Promise<boolean>) {
  const held: boolean[] = []
  for (let next = queue.shift(); next !== undefined; next = queue.shift())
    held.push(await run(next))
  return held
}

/** Runs the same command for one figure only; returns whether it holds. */
function inOwnProcess(id: string): Promise<boolean> {
  const env = { ...process.env, SEED: `${seed}` }
  const command = [fileURLToPath(import.meta.url), id, ...(engine === undefined ? [] : [engine])]
  const child = spawn(process.execPath, command, { env, stdio: 'inherit' })
  return new Promise((resolve) => child.once('close', (code) => resolve(code === 0)))
}

async function sideBySide(ids: readonly string[]): Promise<boolean[]> {
  const isAlone = (id: string) => chosen.some((figure) => figure.id === id && figure.alone)
  const together = ids.filter((id) => !isAlone(id))
  const lanes = await Promise.all([inTurn(together, inOwnProcess), inTurn(together, inOwnProcess)])
  const outcomes = [...lanes.flat(), ...(await inTurn(ids.filter(isAlone), inOwnProcess))]
  const held = outcomes.filter((outcome) => outcome).length
  console.log(`proof: ${held} passed, ${outcomes.length - held} failed`)
  return outcomes
}

const ids = [...new Set(chosen.map(({ id }) => id))]
const outcomes = await (ids.length === 1 ? inTurn([...chosen], show) : sideBySide(ids))
// A figure that failed may have left a server running.
process.exit(outcomes.length === 0 || outcomes.includes(false) ? 1 : 0)
