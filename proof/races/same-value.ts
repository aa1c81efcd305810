// F-20: several callers write or clear one value at once; the audit has their order, and the last change counts.
import { make, oddAnswers, sure } from '../asking.ts'
import type { Nodes } from '../nodes.ts'
import type { Race, Round } from './race.ts'
import { auditFrom } from './stored-rows.ts'

export const sameValue: Race = { name: 'same_value', rounds: 1000, start }

async function start(nodes: Nodes): Promise<Round> {
  const { ask } = nodes
  const attribute = await make(ask, '/user_attributes', { name: 'contested', type: 'string' })
  const user = await make(ask, '/users', {})
  const group = await make(ask, '/groups', { name: 'contested' })
  const rows = `/users/${user}/attribute_values?user_attribute_ids=${attribute}&all_values=true&include_unset=false`
  await sure(nodes.ask('POST', `/groups/${group}/users`, { user_id: user }))
  const values = [
    { path: `/users/${user}/attribute_values/${attribute}`, source: 'User Setting' },
    { path: `/groups/${group}/attribute_values/${attribute}`, source: 'Group: contested' },
  ]
  return async (random, round) => {
    const { path, source } = random.pick(values)
    const wanted = Array.from({ length: 2 + random.below(3) }, (_, caller) =>
      random.chance(0.2) ? null : `${round} of ${caller}`,
    )
    const audited = await auditFrom(nodes.next())
    const answers = await Promise.all(
      wanted.map((value) =>
        value === null ? nodes.ask('DELETE', path) : nodes.ask('PATCH', path, { value }),
      ),
    )
    const trail = (await audited()).map(({ new_value }) => new_value)
    const done = wanted.filter((_, at) => (answers[at]?.status ?? 500) < 300)
    const last = trail.at(-1) ?? null
    const { json } = await sure(nodes.ask('GET', rows))
    const stored = json.find((row: { source: string }) => row.source === source)?.value ?? null
    return [
      ...oddAnswers(answers, [200, 204, 404]),
      ...(isSame(trail, done) ? [] : [`${done} were acknowledged, ${trail} audited`]),
      ...(trail.length === 0 || stored === last ? [] : [`${stored} stands, audited last: ${last}`]),
      ...(await oneAfterTheOther(nodes, path, rows, round)),
    ]
  }
}

/** The same in any order. */
const isSame = (one: readonly (string | null)[], other: readonly (string | null)[]) =>
  `${[...one].map(String).sort()}` === `${[...other].map(String).sort()}`

/** A write that starts after the other was answered wins, and every node shows its value. */
async function oneAfterTheOther(nodes: Nodes, path: string, rows: string, round: number) {
  const last = `${round} last`
  await sure(nodes.ask('PATCH', path, { value: `${round} but one` }))
  await sure(nodes.ask('PATCH', path, { value: last }))
  const read = await Promise.all(nodes.all.map(({ ask }) => sure(ask('GET', rows))))
  const wrong = read.filter(
    ({ json }) => !json.some((row: { value: string }) => row.value === last),
  )
  return wrong.map(({ text }) => `after ${last} a node answered ${text}`)
}
