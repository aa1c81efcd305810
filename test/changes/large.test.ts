// Changes of many values: they are decided and stored in lists, all or nothing, and told as any other change is.
import { request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { brokenHistories } from '../support/broken-histories.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser, hidden } from '../support/world.ts'
import { base, readOn, whileItIs } from './asking.ts'
import type { Effect, LargeAnswer } from './large-answer.ts'
import { expectLost } from './lost-lists.ts'

/** So many users and attributes that a table of them is stored in lists. */
const [users, attributes] = [45, 30]
const values = users * attributes

let server: TestServer
const ids: string[] = []
const names: string[] = []
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  for (let at = 0; at < users; at++)
    ids.push(await aUser(server, { email: `large.${at}@example.com` }))
  for (let at = 0; at < attributes; at++) {
    names.push((await anAttribute(server, at === 1 ? hidden : { user_can_view: true })).name)
  }
})
afterAll(async () => {
  const [broken] = await server.running.server.db.read(brokenHistories)
  await server.stop()
  // Every row names the change before it, and every value its newest one.
  expect(broken).toEqual([])
})

async function send(type: string, body: string, query = '', more: Record<string, string> = {}) {
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': type, ...more }
  const answer = await fetch(`${server.url}${base}/changes${query}`, {
    method: 'POST',
    headers,
    body,
  })
  return { status: answer.status, json: (await answer.json()) as LargeAnswer }
}
const csv = (body: string, ...more: [query?: string, headers?: Record<string, string>]) =>
  send('text/csv', body, ...more)

/** A table with a row for each user; `cell` writes the cells. */
const table = (cell: (user: number, attribute: number) => string) =>
  [
    ['email', ...names].join(','),
    ...ids.map((_, user) =>
      [`large.${user}@example.com`, ...names.map((_, at) => cell(user, at))].join(','),
    ),
  ].join('\n')

/** The values of a user that are not hidden. */
const claims = async (user: number): Promise<Record<string, string>> =>
  await readOn(server, `/users/${ids[user]}/claims`)
const expectAll = async (user: number, cell: (at: number) => string | undefined) => {
  const held = await claims(user)
  const wanted = names.map((_, at) => (at === 1 ? undefined : cell(at)))
  expect(names.map((name) => held[name])).toEqual(wanted)
}

const rowsOf = async (change: string) => {
  const path = `/history?change=${change}&limit=1000`
  return (
    (await readOn(server, path)) as {
      history: { attribute: { name: string } | null; new_value: string | null }[]
    }
  ).history
}

it('many values are previewed, applied, told and undone as few are', async () => {
  const body = table((user, at) => `v${user % 7}.${at}`)
  const preview = await csv(body, '?dry_run=true&reason=many')
  expect(preview.status).toBe(200)
  expect(preview.json.counts).toEqual({
    operations: values,
    changed: values,
    unchanged: 0,
    refused: 0,
  })
  expect(preview.json.effects).toMatchObject({ users, values })
  expect(await claims(3)).not.toHaveProperty(names[0] ?? '')
  const { json } = await csv(body, `?reason=many&basis=${preview.json.basis}`)
  expect([json.counts, json.effects]).toEqual([preview.json.counts, preview.json.effects])
  for (const user of [0, 7, users - 1]) await expectAll(user, (at) => `v${user % 7}.${at}`)
  // Every value has its row, and none of the hidden ones has a text.
  const rows = await rowsOf(json.id)
  expect(rows).toHaveLength(1000)
  const told = (await readOn(server, `/changes/${json.id}`)) as { counts: object; reason: string }
  expect(told).toMatchObject({ counts: json.counts, reason: 'many', affected_values: values })
  const { effects } = (await readOn(server, `/changes/${json.id}/effects?limit=100`)) as {
    effects: Effect[]
  }
  expect(effects).toEqual(json.effects.sample)
  expect(JSON.stringify([json, rows, effects])).not.toMatch(/v\d\.1"/)
  // The second time there is nothing to do, but hidden values are not compared.
  const again = await csv(body)
  expect(again.json.counts).toMatchObject({ changed: users, unchanged: values - users })
  const undone = await server.api('POST', `/changes/${json.id}/undo?on_conflict=skip`, {}, { base })
  expect(undone.status).toBe(200)
  await expectAll(3, () => undefined)
})

it('values are removed, and set again where the histories of others go on', async () => {
  await csv(table((_, at) => `first.${at}`))
  const half = table((user, at) => (user % 2 === 0 ? '\\N' : at % 2 === 0 ? '' : `second.${at}`))
  expect((await csv(half)).json.errors[0]?.field).toMatch(/^line 3/)
  const { json } = await csv(half, '?empty=keep')
  expect(json.counts).toMatchObject({ refused: 0 })
  await expectAll(2, () => undefined)
  await expectAll(3, (at) => (at % 2 === 0 ? `first.${at}` : `second.${at}`))
  const last = await csv(table((_, at) => `third.${at}`))
  expect(last.json.effects).toMatchObject({ users, values })
  const path = `/history?user=${ids[2]}&attribute=${names[0]}&limit=3`
  const { history } = (await readOn(server, path)) as {
    history: { old_value: string; new_value: string }[]
  }
  expect(history.map(({ old_value, new_value }) => [old_value, new_value])).toEqual([
    [null, 'third.0'],
    ['first.0', null],
    [null, 'first.0'],
  ])
})

it('mistakes have their line and column, and nothing is applied unless they are skipped', async () => {
  const body = `${table((_, at) => `right.${at}`)}\nlarge.0@example.com${',again'.repeat(attributes)}\nnobody@example.com${',x'.repeat(attributes)}\nshort`
  const refused = await csv(body)
  expect(refused.status).toBe(422)
  expect(refused.json.errors[0]).toMatchObject({ field: `line ${users + 2}, ${names[0]}` })
  await expectAll(1, (at) => `third.${at}`)
  const { json } = await csv(body, '?on_problem=skip')
  expect(json.counts).toMatchObject({ refused: 2 * attributes + 1, changed: values })
  expect(json.problems).toHaveLength(2 * attributes + 1)
  expect(json.problems.at(-1)).toMatchObject({ line: users + 4 })
  await expectAll(0, (at) => `right.${at}`)
})

it('a change that rested on something else, or is sent again, does nothing', async () => {
  const body = table((_, at) => `rested.${at}`)
  const { json: preview } = await csv(body, '?dry_run=true')
  const path = `/users/${ids[9]}/attribute_values/${await attributeId(names[4] ?? '')}`
  await server.api('PATCH', path, { value: 'meanwhile' })
  const refused = await csv(body, `?basis=${preview.basis}`)
  expect([refused.status, (await claims(9))[names[4] ?? '']]).toEqual([409, 'meanwhile'])
  const { json: again } = await csv(body, '?dry_run=true')
  expect((await csv(body, `?basis=${again.basis}`)).status).toBe(200)
  // Only hidden values would be set once more; the groups and rights of everybody are as they were.
  const twice = await csv(body, `?basis=${again.basis}`)
  expect([twice.status, twice.json['message']]).toEqual([
    409,
    'Nothing was applied. Since the preview, a value that the change sets or removes has changed. Preview the change again.',
  ])
  const key = { 'idempotency-key': 'large' }
  const first = await csv(body, '', key)
  const second = await csv(body, '', key)
  expect([second.status, second.json.id]).toEqual([200, first.json.id])
  expect(
    (
      await csv(
        table(() => 'other'),
        '',
        key,
      )
    ).status,
  ).toBe(422)
})

const attributeId = async (name: string) => {
  const { json } = await server.api('GET', '/user_attributes?fields=id,name')
  return (json as { id: string; name: string }[]).find((it) => it.name === name)?.id
}

it('a body that is too long for memory waits on disk, and has only values of users', async () => {
  const text = 'x'.repeat(limits.value_characters - 10)
  const lines = Math.ceil(limits.change_body_bytes / text.length) + 5
  const line = (at: number, value: string) =>
    JSON.stringify({
      op: 'set_user_value',
      user_id: ids[at % users],
      attribute: names[Math.floor(at / users)],
      value,
    })
  const all = (value: string) =>
    Array.from({ length: lines }, (_, at) => line(at, `${value}${text}`))
  const ndjson = (body: readonly string[]) => send('application/x-ndjson', body.join('\n'))
  const { json } = await ndjson(['{"reason": "long"}', ...all('long')])
  expect(json.counts).toMatchObject({ changed: lines })
  expect((await claims(1))[names[0] ?? '']).toBe(`long${text}`)
  const told = (await readOn(server, `/changes/${json.id}`)) as { reason: string }
  expect(told.reason).toBe('long')
  const mixed = await ndjson([
    ...all('mixed'),
    '{"op": "create_group", "name": "x"}',
    line(0, 'twice'),
    line(1, 'until').replace('}', ', "expires_at": "2999-01-01T00:00:00Z"}'),
  ])
  expect([mixed.status, mixed.json.errors.map(({ field }) => field)]).toEqual([
    422,
    [`line ${lines + 1}, op`, `line ${lines + 2}`, `line ${lines + 3}, expires_at`],
  ])
  // A line that never ends is refused without being kept whole.
  const endless = await csv(
    `email,${names[0]}\nlarge.1@example.com,"${'y'.repeat(limits.large_line_characters + 400_000)}`,
  )
  expect([endless.status, endless.json.errors[0]?.field]).toEqual([422, 'line 2'])
})

it('somebody who goes away while they send leaves nothing', async () => {
  const { port } = new URL(server.url)
  const headers = {
    authorization: `Bearer ${server.token}`,
    'content-type': 'text/csv',
    'content-length': '9000000',
  }
  const gone = request({ port, path: `${base}/changes`, method: 'POST', headers })
  const ended = new Promise((resolve) => gone.once('error', resolve))
  const part = `email,${names[0]}\nlarge.5@example.com,unfinished\n`.padEnd(5_000_000, '\n')
  await new Promise((resolve) => gone.write(part, resolve))
  gone.destroy(new Error('gone'))
  await ended
  expect((await claims(5))[names[0] ?? '']).not.toBe('unfinished')
})

it('two at once, with single changes beside them, are each there as a whole', async () => {
  const sides = ['left', 'right'].map((side) => csv(table((_, at) => `${side}.${at}`)))
  const id = await attributeId(names[6] ?? '')
  const singles = Array.from({ length: 20 }, (_, at) =>
    server.api('PATCH', `/users/${ids[at]}/attribute_values/${id}`, { value: `single ${at}` }),
  )
  const answers = await Promise.all([...sides, ...singles])
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  const sample = await claims(users - 1)
  const side = sample[names[0] ?? '']?.startsWith('left') ? 'left' : 'right'
  await expectAll(users - 1, (at) => `${side}.${at}`)
})

it('only so many operations, rows and bytes are one change', async () => {
  const body = table((_, at) => `bounded.${at}`)
  const fieldOf = async (name: 'large_operations' | 'large_rows', most: number) =>
    (await whileItIs(name, most, () => csv(body))).json.errors.map(({ field }) => field)
  // limits.large_operations, limits.large_rows
  expect(await fieldOf('large_operations', values - 1)).toEqual([`line ${users + 1}`])
  expect(await fieldOf('large_rows', users - 1)).toEqual([`line ${users + 1}`])
  const padded = body.padEnd(limits.change_body_bytes + 1_000_000, '\n')
  // limits.spooled_body_bytes
  const sent = (most: number) =>
    whileItIs('spooled_body_bytes', most, () => csv(padded, '?dry_run=true'))
  expect((await sent(padded.length)).status).toBe(200)
  const tooLong = await sent(padded.length - 1)
  const message = `The body is too large: it may have at most ${padded.length - 1} bytes.`
  expect([tooLong.status, tooLong.json['message']]).toEqual([413, message])
  expect(Object.values(await claims(0)).filter((value) => value.startsWith('bounded'))).toEqual([])
})

it('fewer values are stored one after the other', async () => {
  const newest = async (change: string) => (await rowsOf(change))[0]?.attribute?.name
  const listed = await csv(table((_, at) => `listed.${at}`))
  expect(await newest(listed.json.id)).toBe(names[0])
  const few = () => csv(table((_, at) => `few.${at}`))
  const { json } = await whileItIs('unlisted_operations', values, few)
  // limits.unlisted_operations
  expect(await newest(json.id)).toBe(names.at(-1))
})

it('a list of values is lost if one of them is not the one that was read', async () => {
  await csv(table((_, at) => `listed again.${at}`))
  await expectLost(server, ids[4] ?? '', (await attributeId(names[2] ?? '')) ?? '')
  await expectAll(4, (at) => `listed again.${at}`)
})

it('whoever may not set the values is refused as with single calls, and nothing is set', async () => {
  const { token } = await server.signIn(ids[3] ?? '')
  const authorization = { authorization: `Bearer ${token}` }
  const body = table((_, at) => `denied.${at}`)
  // They can name others only by their ids.
  const byEmail = await csv(body, '', authorization)
  expect([byEmail.status, byEmail.json.errors[0]?.field]).toEqual([403, 'line 2, email'])
  const byId = body
    .replace('email', 'user_id')
    .replaceAll(/large\.(\d+)@[a-z.]+/g, (_, at) => ids[at] ?? '')
  const denied = await csv(byId, '', authorization)
  expect([denied.status, denied.json.errors[0]?.field]).toEqual([
    403,
    expect.stringMatching(/^line 2/),
  ])
  expect(Object.values(await claims(3)).filter((value) => value.startsWith('denied'))).toEqual([])
})
