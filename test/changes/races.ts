// Changes that race with single changes of the same value: what was overwritten was either known or refused (G-47).
import { randomFrom } from '../support/chance.ts'
import type { TestServer } from '../support/server.ts'
import { anAttribute, aUser } from '../support/world.ts'

const base = '/api/attrium/1.0'
type Row = Record<string, unknown>

export interface Raced {
  readonly raced: number
  /** How many changes were refused, because their preview rested on something else. */
  readonly refused: number
  readonly problems: readonly string[]
}

export async function raceChanges(
  server: TestServer,
  { races, seed }: { readonly races: number; readonly seed: number },
): Promise<Raced> {
  const random = randomFrom(seed)
  const problems: string[] = []
  let refused = 0
  const user = await aUser(server)
  for (let race = 0; race < races && problems.length < 20; race++) {
    const { id, name } = await anAttribute(server)
    const path = `/users/${user}/attribute_values/${id}`
    const set = async (value: string) => (await server.api('PATCH', path, { value })).status
    await set('known')
    const changes = [{ op: 'set_user_value', user_id: user, attribute: name, value: 'changed' }]
    const send = (query: string, more: Row = {}) =>
      server.api('POST', `/changes${query}`, { changes, ...more }, { base })
    const hasBasis = random.below(3) > 0
    const { basis } = (await send('?dry_run=true')).json
    const later = random.below(4)
    const [applied, single] = await Promise.all([
      send('', hasBasis ? { basis } : {}),
      new Promise<number>((resolve) => setTimeout(() => resolve(set('single')), later)),
    ])
    const { json } = await server.api('GET', `/history?user=${user}&attribute=${id}`, undefined, {
      base,
    })
    const rows = (json.history as Row[]).map(({ old_value, new_value }) => [old_value, new_value])
    const isChain = rows.every(([old], at) => old === (rows[at + 1]?.[1] ?? null))
    const change = rows.find(([, value]) => value === 'changed')
    const isKnown = change === undefined || !hasBasis || change[0] === 'known'
    if (applied.status === 409) refused++
    const isAnswered =
      (applied.status === 409 && hasBasis && change === undefined) ||
      (applied.status === 200 && (change !== undefined || applied.json.id === null))
    if (single === 200 && isChain && isKnown && isAnswered) continue
    problems.push(`seed ${seed}, race ${race}: ${JSON.stringify([applied.status, single, rows])}`)
  }
  return { raced: races, refused, problems }
}
