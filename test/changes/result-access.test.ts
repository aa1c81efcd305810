// What a result of a change keeps, for how long, and who sees what of it: never more than anywhere else.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyRing } from '../../src/keys/key-ring.ts'
import { limits } from '../../src/limits.ts'
import { keepResults } from '../../src/start/kept-results.ts'
import { sql, written } from '../../src/store/statement.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser, change, giveRole, hidden } from '../support/world.ts'
import { base } from './asking.ts'
import { csv, json, notKept, Results } from './results.ts'

let server: TestServer
let results: Results
let user: string
const email = 'result.one@example.com'
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  results = new Results(server)
  user = await aUser(server, { email })
})
afterAll(() => server.stop())

const blocksOf = (id: string) =>
  results.rows(sql<{ sealed: string; key_id: number }>`select sealed, key_id from change_results
    where change_id = ${id} order by block`)

describe('values', () => {
  it('of hidden attributes are not kept, and nothing can be read where it lies', async () => {
    const secret = await anAttribute(server, hidden)
    const { name } = await anAttribute(server)
    const id = await results.applied(
      csv,
      `email,${secret.name},${name}\n${email},CANARY-1,CANARY-2`,
    )
    const operation = {
      op: 'set_user_value',
      user_id: user,
      attribute: secret.name,
      value: 'CANARY-3',
    }
    const other = await results.applied(json, JSON.stringify({ changes: [operation] }))
    const [first, second] = [await results.linesOf(id), await results.linesOf(other)]
    expect(first[1]).toBe(
      `2,${email},,CANARY-2,changed,"${secret.name}: changed: ${notKept} ${name}: changed."`,
    )
    expect(first.concat(second).join()).not.toMatch(/CANARY-[13]/)
    const all = await results.rows(sql`select * from change_results`)
    expect(JSON.stringify(all)).not.toMatch(/CANARY|example\.com/)
  })

  it('of an attribute that becomes hidden or is deleted later are left out, with what was wrong with them', async () => {
    const [one, two] = [await anAttribute(server), await anAttribute(server)]
    const third = await anAttribute(server)
    const choices = { choices: ['CANARY-A', 'CANARY-B'] }
    await server.api('PATCH', `/attributes/${two.name}`, choices, { base })
    const table = `user_id,${one.name},${two.name},${third.name}\n${user},CANARY-4,CANARY-5,stays`
    const id = await results.applied(csv, table, '?on_problem=skip')
    expect((await results.linesOf(id))[1]).toMatch(/CANARY-4.*refused.*CANARY-A/)
    const hide = { value_is_hidden: true, hidden_value_domain_whitelist: 'my.example/*' }
    expect((await server.api('PATCH', `/user_attributes/${one.id}`, hide)).status).toBe(200)
    expect((await server.api('DELETE', `/user_attributes/${two.id}`)).status).toBe(204)
    const gone = 'The value is left out: its attribute is hidden or deleted now.'
    expect((await results.linesOf(id))[1]).toBe(
      `2,${user},,,stays,refused,${one.name}: changed: ${gone} ${two.name}: refused: ${gone} ${third.name}: changed.`,
    )
  })

  it('of an attribute that the same change hides or renames are not kept', async () => {
    const [open, secret] = [await anAttribute(server), await anAttribute(server, hidden)]
    const spare = 'result_spare_name'
    const set = (attribute: string, value: string) => ({
      op: 'set_user_value',
      user_id: user,
      attribute,
      value,
    })
    const rename = (attribute: string, name: string) => ({
      op: 'update_attribute',
      attribute,
      name,
    })
    const changes = [
      // What is hidden has the name of what is not, and gives it back.
      rename(open.name, spare),
      rename(secret.name, open.name),
      set(open.name, 'CANARY-6'),
      rename(open.name, secret.name),
      rename(spare, open.name),
      set(open.name, 'CANARY-7'),
      {
        ...{ op: 'update_attribute', attribute: open.name, value_is_hidden: true },
        hidden_value_domain_whitelist: 'my.example/*',
      },
    ]
    const id = await results.applied(json, JSON.stringify({ changes }))
    const text = (await results.linesOf(id)).join('\n')
    expect(text).toContain('set_user_value')
    expect(text).not.toContain('CANARY')
  })
})

describe('who reads it', () => {
  it('knows of the change, and sees no more of people and values than anywhere else', async () => {
    const { name } = await anAttribute(server, { user_can_view: true, user_can_edit: true })
    const own = await aUser(server, { email: 'result.own@example.com' })
    const role = await aRole(server, ['manage_user_attributes', 'see_users'])
    await giveRole(server, own, role)
    const sender = await server.signIn(own)
    const table = [`email,${name}`, `${email},of others`, `result.own@example.com,their own`].join(
      '\n',
    )
    const id = await results.applied(csv, table, '', sender)
    expect((await results.linesOf(id, sender))[1]).toBe(`2,${email},of others,changed,`)
    const manager = await aUser(server)
    await giveRole(server, manager, await aRole(server, ['manage_user_attributes']))
    expect((await results.linesOf(id, await server.signIn(manager))).slice(1)).toEqual([
      '2,,of others,changed,',
      '3,,their own,changed,',
    ])
    const { text } = await server.api('GET', `/values.csv?attributes=${name}`, undefined, { base })
    const exported = await results.applied(csv, text.replaceAll('of others', 'of nobody'))
    expect((await results.linesOf(exported)).join()).toContain('Ada Test')
    const seen = (await results.linesOf(exported, await server.signIn(manager))).join()
    expect(seen).toContain('of nobody')
    expect(seen).not.toMatch(/Ada Test|example\.com/)
    const stranger = await server.signIn(await aUser(server))
    expect((await results.ask(id, stranger)).status).toBe(404)
    // Without the rights, the sender knows of their change, and sees of it what is about themselves.
    await server.api('PUT', `/roles/${role}/users`, [])
    const later = await server.signIn(own)
    expect((await results.linesOf(id, later)).slice(1)).toEqual([
      '2,,,changed,The value is left out: you may not see it.',
      '3,result.own@example.com,their own,changed,',
    ])
  })

  it('sees no names of groups if they may not know all groups', async () => {
    const { name } = await anAttribute(server)
    await aGroup(server, 'Unseen results')
    const changes = [
      { op: 'set_group_value', attribute: name, group: 'Unseen results', value: 'v' },
      { op: 'set_group_value', attribute: name, group: 'Unseen resultz', value: 'v' },
    ]
    const person = await aUser(server)
    const role = await aRole(server, ['manage_user_attributes'])
    await giveRole(server, person, role)
    const sender = await server.signIn(person)
    const body = JSON.stringify({ changes })
    const id = await results.applied(json, body, '?on_problem=skip', sender)
    expect((await results.linesOf(id, sender)).join()).toMatch(
      /,Unseen results,.*did you mean Unseen/,
    )
    await server.api('PUT', `/roles/${role}/users`, [])
    const seen = (await results.linesOf(id, await server.signIn(person))).join('\n')
    expect(seen).not.toContain('Unseen')
    expect(seen).toContain('refused')
  })
})

it('counts for the budget of its caller', async () => {
  const small = await startServer({ flags: { writeBudget: '1' } })
  const { name } = await anAttribute(small)
  const line = (text: string) => `nobody@example.com,${text}`
  const lines = Array.from({ length: 2500 }, () => line(randomBytes(500).toString('hex')))
  const table = [`email,${name}`, ...lines, `admin@attrium.example,set`].join('\n')
  const send = () =>
    fetch(`${small.url}${base}/changes?on_problem=skip`, {
      method: 'POST',
      headers: { authorization: `Bearer ${small.token}`, 'content-type': csv },
      body: table,
    })
  expect((await send()).status).toBe(200)
  const path = `/users/1/values/${name}`
  const refused = await small.api('PUT', path, { value: 'more' }, { base })
  expect(refused.status).toBe(429)
  await small.stop()
})

describe('time', () => {
  const day = 24 * 60 * 60 * 1000
  const keep = (now = Date.now(), keys = server.running.server.keys) =>
    keepResults({ db: server.running.server.db, keys, now: () => now, isEnding: () => false })

  it('ends it after so many days: then it is gone, and its rows are removed', async () => {
    const { name } = await anAttribute(server)
    const id = await results.applied(csv, `user_id,${name}\n${user},for days`)
    await keep(Date.now() + (limits.result_days - 1) * day)
    expect((await results.ask(id)).status).toBe(200)
    await change(server, [
      written(sql`update changes set at = at - ${limits.result_days * day} where id = ${id}`),
    ])
    const { status, json: told } = await results.ask(id)
    expect([status, told.message]).toEqual([
      410,
      `Results of changes are kept for 7 days, and there is none of this change any more; /history?change=${id} tells what it has changed.`,
    ])
    expect((await blocksOf(id)).length).toBe(1)
    await keep(Date.now() + limits.result_days * day + 1000)
    expect(await results.rows(sql`select * from change_results`)).toEqual([])
    const [{ n } = { n: 0 }] = await results.rows(
      sql<{ n: number }>`select count(*) as n from audit where operation = 'end_change_results'`,
    )
    expect(Number(n)).toBeGreaterThan(0)
  })

  it('brings another key: what is kept is sealed with it, and answers the same', async () => {
    const { name } = await anAttribute(server)
    const id = await results.applied(csv, `user_id,${name}\n${user},sealed`)
    const before = await blocksOf(id)
    const [stored] = await results.rows(sql<{ id: number }>`select max(id) as id from keys`)
    const key = { id: String(Number(stored?.id) + 1), purpose: 'value', key: new Uint8Array(32) }
    const held = server.running.server.keys
    const ring = keyRing([
      { id: '1', purpose: 'credential', key: new Uint8Array(32) },
      { id: '2', purpose: 'audit', key: new Uint8Array(32) },
      key,
    ])
    const open: typeof ring.results.open = (sealed, key_id, place) =>
      (key_id === key.id ? ring : held).results.open(sealed, key_id, place)
    await keep(Date.now(), { ...held, results: { ...ring.results, open } })
    const after = await blocksOf(id)
    expect([after.length, String(after[0]?.key_id)]).toEqual([before.length, key.id])
    expect(after[0]?.sealed).not.toBe(before[0]?.sealed)
    expect((await results.ask(id, server, '', true)).status).toBe(500)
    await keep()
  })
})
