// `npm run proof`: runs the figures two side by side, those that measure time alone, and prints a line each.

import type { Figure } from './figure.ts'
import { figures } from './figures.ts'

const scale = Number(process.env['SCALE'] ?? '1')
if (!(scale > 0 && scale <= 1)) throw new Error('SCALE is a number above 0, at most 1')
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_007)
const asked = process.argv.slice(2)
const unknown = asked.filter((id) => !figures.some((figure) => figure.id === id))
if (unknown.length > 0) throw new Error(`no such figure: ${unknown.join(', ')}`)
const chosen = figures.filter(({ id }) => asked.length === 0 || asked.includes(id))

/** Answers whether the figure holds. */
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

async function inTurn(queue: Figure[]): Promise<boolean[]> {
  const held: boolean[] = []
  for (let next = queue.shift(); next !== undefined; next = queue.shift())
    held.push(await show(next))
  return held
}

const together = chosen.filter(({ alone }) => !alone)
const lanes = await Promise.all([inTurn(together), inTurn(together)])
const outcomes = [...lanes.flat(), ...(await inTurn(chosen.filter(({ alone }) => alone)))]
const failed = outcomes.filter((held) => !held).length
console.log(`proof: ${outcomes.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 || outcomes.length === 0 ? 1 : 0
