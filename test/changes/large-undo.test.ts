// A change of very many values is undone in parts, with the same answer as in one piece.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser, hidden } from '../support/world.ts'
import { base, readOn, whileItIs } from './asking.ts'

const [users, attributes] = [30, 40]
const values = users * attributes
let server: TestServer
const ids: string[] = []
const names: string[] = []
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  while (ids.length < users) ids.push(await aUser(server))
  while (names.length < attributes) names.push((await anAttribute(server)).name)
})
afterAll(() => server.stop())

async function csv(body: string) {
  const answer = await fetch(`${server.url}${base}/changes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'text/csv' },
    body,
  })
  return (await answer.json()) as { id: string; counts: { changed: number } }
}
const table = (cell: (user: number, attribute: number) => string, columns = names) =>
  [
    ['user_id', ...columns].join(','),
    ...ids.map((id, user) => [id, ...columns.map((_, at) => cell(user, at))].join(',')),
  ].join('\n')

const undo = (id: string, query = '', body: unknown = {}) =>
  server.api('POST', `/changes/${id}/undo${query}`, body, { base })
/** The same for a change of more rows than may be in memory. */
const undoInParts: typeof undo = (...asked) =>
  whileItIs('changed_operations', 500, () => undo(...asked))

/** All own values, without when and by whom they were set. */
const held = async () =>
  (await server.api('GET', '/values.ndjson?of=own', undefined, { base })).text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ user_id, attribute, value, expires_at }) => [user_id, attribute, value, expires_at])
const put = (user: number, attribute: number, body: unknown) =>
  server.api('PUT', `/users/${ids[user]}/values/${names[attribute]}`, body, { base })

describe('a change of many values', () => {
  it('is previewed and undone in parts as it is in one piece, and the undoing too', async () => {
    await csv(table((user, at) => ((user + at) % 3 === 0 ? '\\N' : `old ${user} ${at}`)))
    const before = await held()
    const { id, counts } = await csv(
      table((user, at) => ((user + at) % 5 === 0 ? '\\N' : `new ${at}`)),
    )
    expect(counts.changed).toBeGreaterThan(values / 2)
    const after = await held()
    const whole = await undo(id, '?dry_run=true')
    const parts = await undoInParts(id, '?dry_run=true')
    expect([whole.status, parts.status]).toEqual([200, 200])
    const shown = ({ basis: _, effects, ...rest }: Record<string, Record<string, unknown>>) => ({
      ...{ ...rest, users: effects?.['users'], values: effects?.['values'] },
    })
    expect(shown(parts.json)).toEqual(shown(whole.json))
    expect(await held()).toEqual(after)
    const undone = await undoInParts(id, '', { reason: 'the wrong list', basis: parts.json.basis })
    expect([undone.status, undone.json.problems]).toEqual([200, []])
    expect(await held()).toEqual(before)
    expect(await readOn(server, `/changes/${id}`)).toMatchObject({ undone_by: undone.json.id })
    expect(await readOn(server, `/changes/${undone.json.id}`)).toMatchObject({
      ...{ undoes: id, reason: 'the wrong list', counts: parts.json.counts },
    })
    expect((await undoInParts(undone.json.id)).status).toBe(200)
    expect(await held()).toEqual(after)
  })

  it('is not undone over what was changed since, nor what cannot be put back, unless that is left out', async () => {
    const secret = (await anAttribute(server, hidden)).name
    await csv(table(() => 'C4nary', [secret]))
    await csv(table((_, at) => `first ${at}`))
    const later = new Date(Date.now() + 3_600_000).toISOString()
    await put(0, 0, { value: 'until', expires_at: later })
    await put(1, 0, { value: 'followed', starts_at: later })
    const { id } = await csv(table((_, at) => `second ${at}`, [...names, secret]))
    await put(2, 0, { value: 'since' })
    const refused = await undoInParts(id)
    expect([refused.status, refused.json.message]).toEqual([
      409,
      expect.stringMatching(/^Nothing was undone: something was changed again since/),
    ])
    const messages = new Set(refused.json.errors.map((it: { message: string }) => it.message))
    expect([...messages].sort()).toEqual([
      'a hidden value is not kept, so it cannot be put back; set it again.',
      expect.stringMatching(/^a value for a time, and one that another one follows, is not put/),
      expect.stringMatching(/ has been changed again since\.$/),
    ])
    expect(refused.text).not.toContain('C4nary')
    const skipped = await undoInParts(id, '?on_conflict=skip')
    const left = users + 3
    expect(skipped.json.counts).toMatchObject({ changed: values - 3, refused: left })
    expect(skipped.json.problems).toHaveLength(left)
    const now = await held()
    const of = (user: number) => now.filter(([user_id]) => user_id === ids[user])
    expect(of(3).every(([, , value]) => value === null || value.startsWith('first'))).toBe(true)
    const kept = [0, 1, 2].map((user) => of(user).find(([, name]) => name === names[0])?.[2])
    expect(kept).toEqual(['second 0', 'second 0', 'since'])
  })

  it('is undone by whoever may set its values', async () => {
    const { id } = await csv(table((_, at) => `theirs ${at}`))
    const other = await server.signIn(ids[0] ?? '')
    const path = `/changes/${id}/undo`
    const ask = () => other.api('POST', path, {}, { base })
    expect((await whileItIs('changed_operations', 500, ask)).status).toBe(404)
  })
})
