// What history, undo and explanations say of values for a time.
import { expect, it } from 'vitest'
import { history } from '../../src/audit/sql.ts'
import { clock, iso, later, minute, server, startsServer, sweep } from '../support/moved-clock.ts'
import { anAttribute, hidden } from '../support/world.ts'

startsServer()

/** As sentences have it. */
const words = (time: number) => `${iso(time).slice(0, 16).replace('T', ' ')} UTC`

const attrium = (method: string, path: string, body?: unknown) =>
  server().api(method, path, body, { base: '/api/attrium/1.0' })

async function scene(definition: Record<string, unknown> = {}) {
  const made = await server().api('POST', '/users', { first_name: 'Maya', last_name: 'Lee' })
  const user: string = made.json.id
  const { id, name } = await anAttribute(server(), definition)
  const looker = `/users/${user}/attribute_values/${id}`
  const put = async (body: unknown) => {
    const { status, json } = await attrium('PUT', `/users/${user}/values/${name}`, body)
    expect([status, json.errors]).toEqual([200, undefined])
    return json
  }
  return {
    ...{ name, put },
    patch: (value: string) => server().api('PATCH', looker, { value }),
    remove: () => server().api('DELETE', looker),
    undo: (change: string) => attrium('POST', `/changes/${change}/undo`, {}),
    steps: async () =>
      (await attrium('GET', `/users/${user}/explanations?attributes=${name}`)).json[0].steps,
    entries: async () =>
      (await attrium('GET', `/history?user=${user}&attribute=${name}`)).json.history,
    /** From what to what: history and the export must say the same. */
    async told(): Promise<unknown[]> {
      const entries: Record<string, unknown>[] = await this.entries()
      const first = Math.min(...entries.map(({ sequence }) => Number(sequence)))
      const [rows] = await server().running.server.db.read(history({ after: first - 1 }))
      const own = rows.filter((row) => row.user_id === user && row.user_attribute_id === id)
      const pairs = entries.map(({ old_value, new_value }) => [old_value, new_value]).reverse()
      expect(own.map(({ old_value, new_value }) => [old_value, new_value])).toEqual(pairs)
      expect(entries.every(({ complete }) => complete)).toBe(true)
      return pairs
    },
  }
}

it('the old value is the one that counted just before the change', async () => {
  const [patched, removed, late, alone] = [
    await scene(),
    await scene(),
    await scene(),
    await scene(),
  ]
  for (const it of [patched, removed, late]) {
    await it.put({ value: 't1', expires_at: iso(clock.now + 5 * minute) })
    await it.put({ value: 't2', starts_at: iso(clock.now + 10 * minute) })
    await it.put({ value: 't3', starts_at: iso(clock.now + 10 * minute) })
  }
  await alone.put({ value: 't2', starts_at: iso(clock.now + 10 * minute) })
  await patched.patch('px')
  await removed.remove()
  await alone.patch('px')
  const scheduled = [
    [null, 't1'],
    ['t1', 't2'],
    ['t1', 't3'],
  ]
  expect(await patched.told()).toEqual([...scheduled, ['t1', 'px']])
  expect(await removed.told()).toEqual([...scheduled, ['t1', null]])
  expect((await removed.entries())[0].sentence).toMatch(/removed .* of Maya Lee \(it was "t1"\)\.$/)
  expect(await alone.told()).toEqual([
    [null, 't2'],
    [null, 'px'],
  ])
  // Between the end of one and the start of the other nothing counts, swept or not.
  const unswept = await scene()
  await unswept.put({ value: 'u', expires_at: iso(clock.now + 6 * minute) })
  await later(6)
  await unswept.put({ value: 'v' })
  expect(await unswept.told()).toEqual([
    [null, 'u'],
    [null, 'v'],
  ])
  await later(5)
  await sweep()
  await late.patch('px')
  expect((await late.told()).at(-1)).toEqual(['t3', 'px'])
})

it('a value that starts later is told as scheduled, and its start as nothing that somebody sets', async () => {
  const it = await scene()
  const [starts, ends] = [clock.now + 10 * minute, clock.now + 20 * minute]
  await it.put({ value: 'a' })
  await it.put({ value: 'b', starts_at: iso(starts), expires_at: iso(ends) })
  const [scheduled] = await it.entries()
  expect(scheduled).toMatchObject({
    sentence: `Attrium Admin scheduled ${it.name} of Maya Lee from ${words(starts)}: "b".`,
    changes: [
      { field: 'starts_at', from: null, to: iso(starts) },
      { field: 'expires_at', from: null, to: iso(ends) },
    ],
  })
  expect(await it.steps()).toMatchObject([
    { outcome: 'wins', starts_at: null, expires_at: null },
    { outcome: 'scheduled', starts_at: iso(starts), expires_at: iso(ends) },
  ])
  await later(11)
  await sweep()
  const [started] = await it.entries()
  expect([started.sentence, started.old_value, started.new_value]).toEqual([
    `The server started what was scheduled for ${it.name} of Maya Lee (it was "a", it is "b").`,
    ...['a', 'b'],
  ])
})

it('a change of the end alone is told as that', async () => {
  const it = await scene()
  const [one, other] = [clock.now + 10 * minute, clock.now + 20 * minute]
  await it.put({ value: 'AMER' })
  await it.put({ value: 'AMER', expires_at: iso(one) })
  await it.put({ value: 'AMER', expires_at: iso(other) })
  await it.patch('AMER')
  const entries: { sentence: string; changes: unknown }[] = await it.entries()
  const end = (verb: string, rest: string) =>
    `Attrium Admin ${verb} the end of ${it.name} of Maya Lee ${rest}.`
  expect(entries.map(({ sentence, changes }) => [sentence, changes]).reverse()).toEqual([
    [`Attrium Admin set ${it.name} of Maya Lee to "AMER".`, []],
    [end('set', `to ${words(one)}`), [{ field: 'expires_at', from: null, to: iso(one) }]],
    [
      end('changed', `from ${words(one)} to ${words(other)}`),
      [{ field: 'expires_at', from: iso(one), to: iso(other) }],
    ],
    [
      end('removed', `(it was ${words(other)})`),
      [{ field: 'expires_at', from: iso(other), to: null }],
    ],
  ])
})

it('the end that a value loses is told with the value that takes its place', async () => {
  const it = await scene()
  const [one, other] = [clock.now + 10 * minute, clock.now + 20 * minute]
  await it.put({ value: 'a', expires_at: iso(one) })
  await it.put({ value: 'b', expires_at: iso(other) })
  await it.put({ value: 'c', expires_at: iso(other) })
  await it.patch('d')
  const entries: { changes: unknown }[] = await it.entries()
  expect(entries.map(({ changes }) => changes).reverse()).toEqual([
    [{ field: 'expires_at', from: null, to: iso(one) }],
    [{ field: 'expires_at', from: iso(one), to: iso(other) }],
    [],
    [{ field: 'expires_at', from: iso(other), to: null }],
  ])
})

it('nothing of a hidden value is told, and its end is never compared', async () => {
  const it = await scene(hidden)
  await it.put({ value: 'secret' })
  await it.put({ value: 'secret', expires_at: iso(clock.now + 30 * minute) })
  await it.put({ value: 'secret too', starts_at: iso(clock.now + 10 * minute) })
  await later(11)
  await sweep()
  const entries: { sentence: string }[] = await it.entries()
  expect(JSON.stringify(entries)).not.toContain('secret')
  const about = `${it.name} of Maya Lee`
  expect(entries.map(({ sentence }) => sentence)).toEqual([
    `The server started what was scheduled for ${about} (the value is hidden).`,
    `Attrium Admin scheduled ${about} from ${words(clock.now - minute)} (the value is hidden).`,
    `Attrium Admin set ${about} (the value is hidden).`,
    `Attrium Admin set ${about} (the value is hidden).`,
  ])
})

it('the undo of a value that has ended says so, before a sweep and after it', async () => {
  const [it, other] = [await scene(), await scene()]
  for (const one of [it, other]) await one.patch('before')
  const ended = await it.put({ value: 'AMER', expires_at: iso(clock.now + minute) })
  const gone = await other.put({ value: 'AMER', expires_at: iso(clock.now + minute) })
  await other.remove()
  await later(2)
  for (const step of [async () => undefined, sweep]) {
    await step()
    const { status, json } = await it.undo(ended.change_id)
    expect([status, json.errors?.[0]?.message]).toEqual([
      422,
      expect.stringContaining('the value has ended since; set it again.'),
    ])
  }
  const removed = await other.undo(gone.change_id)
  expect([removed.status, removed.json.errors[0].message]).toEqual([
    409,
    expect.stringContaining('has been changed again since.'),
  ])
})

it('a value that counts already keeps what is scheduled; empty times and unknown fields are refused', async () => {
  const it = await scene()
  await it.put({ value: 'a' })
  await it.put({ value: 'b', starts_at: iso(clock.now + 10 * minute) })
  expect(await it.put({ value: 'a' })).toMatchObject({ change_id: null })
  expect(await it.steps()).toMatchObject([{ outcome: 'wins' }, { outcome: 'scheduled' }])
  await it.put({ value: 'c' })
  expect(await it.steps()).toMatchObject([{ outcome: 'wins', value: 'c' }])
  const user = (await it.entries())[0].user.user_id
  for (const field of ['starts_at', 'expires_at', 'until']) {
    const body = { value: 'd', [field]: '' }
    const { status, json } = await attrium('PUT', `/users/${user}/values/${it.name}`, body)
    expect([status, json.errors[0].field]).toEqual([422, field])
  }
  expect(await it.steps()).toMatchObject([{ value: 'c' }])
})

it('people are told of their own values as others are, with what was removed or has ended', async () => {
  const it = await scene({ user_can_view: true })
  await it.put({ value: 'a', expires_at: iso(clock.now + 5 * minute) })
  await it.put({ value: 'b', starts_at: iso(clock.now + 9 * minute) })
  await later(6)
  await sweep()
  await it.patch('c')
  await it.remove()
  type Entry = { sentence: string; changes: object[]; user: { user_id: string } }
  const all: Entry[] = await it.entries()
  const self = await server().signIn(all[0]?.user.user_id ?? '')
  const { json } = await self.api('GET', '/history', undefined, { base: '/api/attrium/1.0' })
  const told = (entries: Entry[]) => entries.map(({ sentence, changes }) => [sentence, changes])
  const unnamed = all.map((entry) => ({
    ...entry,
    sentence: entry.sentence.replace('Attrium Admin', 'Somebody'),
  }))
  expect(told(json.history)).toEqual(told(unnamed))
  expect(json.history.map(({ sentence }: Entry) => sentence.split(it.name)[0]).reverse()).toEqual([
    'Somebody set ',
    'Somebody scheduled ',
    'The server ended ',
    'Somebody set ',
    'Somebody removed ',
  ])
  expect(all.flatMap(({ changes }) => changes).length).toBeGreaterThan(2)
})
