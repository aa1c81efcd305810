// Large changes: values a second, memory, and how long a PATCH of somebody else and a read wait meanwhile.
import { attrium } from '../src/faces/attrium.ts'
import type { Engine } from './claims.ts'
import { milliseconds, table } from './report.ts'
import { firstUserId, sampleOf } from './requests.ts'

export interface Place {
  readonly users: number
  readonly attributeIds: readonly number[]
}

export interface Applied {
  readonly engine: string
  readonly values: number
  readonly status: number
  readonly seconds: number
  readonly perSecond: number
  /** CPU seconds of the process of the server. */
  readonly cpu: number
  readonly memoryBefore: number
  readonly memoryMost: number
  readonly patches: readonly number[]
  readonly reads: readonly number[]
}

const nameOf = (at: number) => `bench_attribute_${at}`

/** A CSV of three columns that sets so many values, each to another one than before. */
function* csvOf({ users }: Place, values: number, round: number): Generator<string> {
  yield 'email,attribute,value\n'
  const strings = Array.from({ length: 30 }, (_, at) => at).filter((at) =>
    ['string', 'relative_url', 'advanced_filter_string'].includes(sampleOf(at).type),
  )
  for (let at = 0; at < values; at += 1000) {
    let part = ''
    for (let one = at; one < Math.min(values, at + 1000); one++) {
      const attribute = strings[Math.floor(one / users) % strings.length] ?? 0
      part += `ada.${firstUserId + (one % users)}@example.com,${nameOf(attribute)},/v${round}/${one % 97}\n`
    }
    yield part
  }
}

/** Applies one change, while another caller patches a value that is not in it and reads. */
export async function applyLarge(
  { name, server, token }: Engine,
  place: Place,
  values: number,
  round: number,
): Promise<Applied> {
  const url = `http://127.0.0.1:${server.port}`
  const headers = { authorization: `token ${token}` }
  const body = Buffer.from([...csvOf(place, values, round)].join(''))
  const waits = { patches: [] as number[], reads: [] as number[] }
  let ended = false
  const timed = async (into: number[], path: string, init: RequestInit) => {
    const from = performance.now()
    const answer = await fetch(url + path, init)
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    into.push(performance.now() - from)
  }
  // Attribute 1 is a number: no line of the change names it.
  const [, attribute = 0] = place.attributeIds
  const patching = async () => {
    for (let count = 0; !ended; count++) {
      const path = `/api/4.0/users/${firstUserId + (count % place.users)}/attribute_values/${attribute}`
      const init = {
        method: 'PATCH',
        headers,
        body: JSON.stringify({ value: String(count + round) }),
      }
      await timed(waits.patches, path, init)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
  const reading = async () => {
    for (let count = 0; !ended; count++) {
      const path = `/api/4.0/users/${firstUserId + (count % place.users)}/attribute_values`
      await timed(waits.reads, path, { headers })
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
  const memoryBefore = server.memory()
  let memoryMost = memoryBefore
  const watching = setInterval(() => {
    memoryMost = Math.max(memoryMost, server.memory())
  }, 20)
  const others = Promise.all([patching(), reading()])
  const cpu = server.cpu()
  const from = performance.now()
  const answer = await fetch(`${url}${attrium.prefix}/changes`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'text/csv' },
    body,
  })
  const text = await answer.text()
  const seconds = (performance.now() - from) / 1000
  ended = true
  await others
  clearInterval(watching)
  if (!answer.ok) throw new Error(`the change was refused: ${answer.status} ${text.slice(0, 500)}`)
  const { counts } = JSON.parse(text) as { counts: { changed: number } }
  if (counts.changed !== values) throw new Error(`only ${counts.changed} of ${values} changed`)
  return {
    ...{ engine: name, values, status: answer.status, seconds, perSecond: values / seconds },
    ...{ cpu: server.cpu() - cpu, memoryBefore, memoryMost, ...waits },
  }
}

const at = (waits: readonly number[], part: number) =>
  waits.toSorted((one, other) => one - other)[
    Math.min(waits.length - 1, Math.floor(waits.length * part))
  ] ?? 0

export function showApplied(all: readonly Applied[]): void {
  const rows = all.map((one) => [
    `${one.values} values, ${one.engine}`,
    one.perSecond.toFixed(0),
    ((one.cpu * 1e6) / one.values).toFixed(1),
    `${one.memoryBefore.toFixed(0)} + ${(one.memoryMost - one.memoryBefore).toFixed(0)}`,
    ...[0.5, 0.99, 1].map((part) => milliseconds(at(one.patches, part))),
    milliseconds(at(one.reads, 1)),
  ])
  const heads = [
    'values/s',
    'server µs each',
    'memory MB',
    'PATCH p50 ms',
    'p99',
    'max',
    'read max ms',
  ]
  console.log(`\n${table(['changes', ...heads], rows)}`)
}

/** Changes of 10,000, 100,000 and a million values; the first round of each engine warms up. */
export async function measureChanges(
  engines: readonly Engine[],
  place: Place,
  sizes: readonly number[] = [20_000, 100_000, 100_000, 1_000_000],
): Promise<Applied[]> {
  const all: Applied[] = []
  let round = Date.now() % 100_000
  for (const engine of engines) {
    await applyLarge(engine, place, 20_000, ++round)
    for (const values of sizes) {
      all.push(await applyLarge(engine, place, Math.min(values, 10 * place.users), ++round))
      // Let the log be copied and the garbage collected before the next one.
      await new Promise((resolve) => setTimeout(resolve, 1500))
    }
  }
  showApplied(all)
  return all
}
