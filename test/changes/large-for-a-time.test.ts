// A change of many values replaces those that have times, and the ones that follow them.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { signsIn } from '../support/sign-in.ts'
import { anAttribute, aUser } from '../support/world.ts'
import { base, readOn } from './asking.ts'
import type { LargeAnswer } from './large-answer.ts'

const [users, attributes] = [26, 40]
let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

async function many<Thing>(count: number, make: () => Promise<Thing>): Promise<Thing[]> {
  const things: Thing[] = []
  while (things.length < count) things.push(await make())
  return things
}

it('a value for a time is replaced for good, with the one that follows it', async () => {
  expect(users * attributes).toBeGreaterThan(limits.unlisted_operations)
  const ids = await many(users, () => aUser(server))
  const names = (await many(attributes, () => anAttribute(server))).map(({ name }) => name)
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
  const of = (user: number, path: string) => `/users/${ids[user]}/${path}`
  const put = (user: number, body: object) =>
    server.api('PUT', of(user, `values/${names[0]}`), body, { base })
  expect((await put(0, { value: 'until', expires_at: inAnHour })).status).toBe(200)
  expect((await put(1, { value: 'later', starts_at: inAnHour })).status).toBe(200)
  expect(await readOn(server, of(0, 'claims'))).toMatchObject({ [names[0] ?? '']: 'until' })
  const cells = names.map(() => 'for good').join(',')
  const answer = await fetch(`${server.url}${base}/changes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'text/csv' },
    body: [`user_id,${names.join(',')}`, ...ids.map((id) => `${id},${cells}`)].join('\n'),
  })
  expect(await answer.json()).toMatchObject({
    counts: { changed: users * attributes },
    effects: { values: users * attributes },
  })
  for (const user of [0, 1]) {
    const path = of(user, `explanations?attributes=${names[0]}`)
    const [explained] = (await server.api('GET', path, undefined, { base })).json
    expect(explained).toMatchObject({ value: 'for good', steps: [{ outcome: 'wins' }] })
    expect(JSON.stringify(explained)).not.toContain(inAnHour)
  }
})

it('what goes leaves what a provider has sent', async () => {
  const made = await many(attributes, () => anAttribute(server))
  const [ids, names] = [await many(users, () => aUser(server)), made.map(({ name }) => name)]
  const send = async (cell: string, query: string) => {
    const cells = names.map(() => cell).join(',')
    const answer = await fetch(`${server.url}${base}/changes${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'text/csv' },
      body: [`user_id,${names.join(',')}`, ...ids.map((id) => `${id},${cells}`)].join('\n'),
    })
    return (await answer.json()) as LargeAnswer
  }
  await send('own', '')
  await signsIn(server, ids[0] ?? '', { [made[0]?.id ?? '']: 'sent' })
  const { sample } = (await send('\\N', '?dry_run=true')).effects
  const effect = sample.find((it) => it.user_id === ids[0] && it.attribute === names[0])
  expect(effect).toMatchObject({ before: { value: 'own' }, after: { value: 'sent' } })
})

it('a table of some thousand values may have values for a time', async () => {
  const [first = '', second = ''] = await many(2, () => aUser(server))
  const { name } = await anAttribute(server)
  const names = (await many(attributes, () => anAttribute(server))).map((it) => it.name)
  const ids = await many(users, () => aUser(server))
  const later = new Date(Date.now() + 3_600_000).toISOString()
  const plain = ids.flatMap((id) => names.map((it) => `${id},${it},x,,`))
  const rows = [
    'user_id,attribute,value,starts_at,expires_at',
    ...plain,
    `${first},${name},until,,${later}`,
    `${second},${name},later,${later},`,
  ]
  const answer = await fetch(`${server.url}${base}/changes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'text/csv' },
    body: rows.join('\n'),
  })
  expect(await answer.json()).toMatchObject({ counts: { changed: plain.length + 2, refused: 0 } })
  expect(await readOn(server, `/users/${first}/claims`)).toMatchObject({ [name]: 'until' })
  expect(await readOn(server, `/users/${second}/claims`)).not.toHaveProperty(name)
})

it('a table without ends leaves the end of a value that stays, and makes another one permanent', async () => {
  const ids = await many(2, () => aUser(server))
  const { name } = await anAttribute(server)
  const later = new Date(Date.now() + 3_600_000).toISOString()
  const ends = async () => {
    const { json } = await server.api('GET', `/values?attribute=${name}&of=own`, undefined, {
      base,
    })
    return json.values.map(({ value, expires_at }: Record<string, unknown>) => [value, expires_at])
  }
  const send = async (body: string) => {
    const answer = await fetch(`${server.url}${base}/changes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'text/csv' },
      body,
    })
    return ((await answer.json()) as { counts: unknown }).counts
  }
  for (const head of [`user_id,${name}`, 'user_id,attribute,value', `user_id,value,attribute`]) {
    for (const id of ids) {
      const path = `/users/${id}/values/${name}`
      await server.api('PUT', path, { value: 'until', expires_at: later }, { base })
    }
    const row = (id: string | undefined, value: string) =>
      head
        .split(',')
        .map((it) => ({ user_id: id, attribute: name })[it] ?? value)
        .join(',')
    const body = [head, row(ids[0], 'until'), row(ids[1], 'other')].join('\n')
    expect(await send(body)).toMatchObject({ changed: 1, unchanged: 1 })
    expect(await ends()).toEqual([
      ['until', later],
      ['other', null],
    ])
  }
  // A table with ends says that there is none.
  const said = `user_id,attribute,value,expires_at\n${ids[0]},${name},until,\n`
  expect(await send(said)).toMatchObject({ changed: 1 })
  expect((await ends())[0]).toEqual(['until', null])
})
