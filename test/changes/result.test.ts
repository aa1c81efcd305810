// The result of a change: the lines as they were sent, each with what became of it; never more than its reader may see.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyRing } from '../../src/keys/key-ring.ts'
import { limits } from '../../src/limits.ts'
import { keepResults } from '../../src/start/kept-results.ts'
import { type Statement, sql, statement, writer } from '../../src/store/statement.ts'
import { type Caller, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aRole, aUser, change, giveRole, hidden } from '../support/world.ts'
import { base } from './asking.ts'

let server: TestServer
let user: string
const email = 'result.one@example.com'
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  user = await aUser(server, { email })
})
afterAll(() => server.stop())

const csv = 'text/csv'
const ndjson = 'application/x-ndjson'

const notKept = 'The value is not kept: its attribute was hidden, or not known.'

/** Applies a body and returns the id of the change. */
async function applied(type: string, text: string, query = '', caller: Caller = server) {
  const { status, json } = await sent(type, text, query, caller)
  expect([status, json['message']]).toEqual([200, undefined])
  return String(json['id'])
}

async function sent(type: string, text: string, query = '', { token }: Caller = server) {
  const answer = await fetch(`${server.url}${base}/changes${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body: text,
  })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}

const ask = ({ api }: Pick<Caller, 'api'>, id: string, query = '', unchecked = false) =>
  api('GET', `/changes/${id}/result.csv${query}`, undefined, { base, unchecked })

/** The lines of the result, without the line breaks. */
async function linesOf(id: string, caller: Pick<Caller, 'api'> = server, query = '') {
  const { status, text, headers } = await ask(caller, id, query)
  expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
  return text.split('\r\n').slice(0, -1)
}

const run = <Row>(text: ReturnType<typeof sql<Row>>): Statement<Row> =>
  statement({ compile: () => text.compile(writer) })
const rows = async <Row>(text: ReturnType<typeof sql<Row>>) =>
  (await server.running.server.db.read(run(text)))[0] as Row[]
const blocksOf = (id: string) =>
  rows(sql<{ sealed: string; key_id: number }>`select sealed, key_id from change_results
    where change_id = ${id} order by block`)

describe('a table', () => {
  it('keeps its columns and its lines; where cells differ, each is told of', async () => {
    const [one, two] = [await anAttribute(server), await anAttribute(server, { type: 'number' })]
    await applied(csv, `email,${one.name}\n${email},there`)
    const table = [
      `email;${one.name};${two.name}`,
      `${email};there;1`,
      'result.nobody@example.com;a;b',
      `${email};;`,
      `${email};"with, comma"`,
    ]
    const id = await applied(csv, table.join('\r\n'), '?on_problem=skip&empty=keep')
    expect(await linesOf(id)).toEqual([
      `line,email,${one.name},${two.name},status,message`,
      `2,${email},there,1,changed,${one.name}: unchanged. ${two.name}: changed.`,
      '3,result.nobody@example.com,a,b,refused,there is no such user.',
      `4,${email},,,unchanged,The line sets nothing.`,
      '5,,,,refused,"The line has 2 cells, but the first line has 3 columns."',
    ])
  })

  it('of one value a line has them as they are, and the times', async () => {
    const { name } = await anAttribute(server, { type: 'number' })
    const table = [
      'user_id,attribute,value,expires_at',
      `${user},${name},7,2099-01-01T00:00:00Z`,
      `${user},regoin_of_nobody,SECRET,`,
      `${user},${name},\\N,`,
    ]
    const id = await applied(csv, table.join('\n'), '?on_problem=skip')
    expect(await linesOf(id)).toEqual([
      'line,user_id,attribute,value,expires_at,status,message',
      `2,${user},${name},7,2099-01-01T00:00:00Z,changed,`,
      `3,${user},,,,refused,"there is no such attribute. ${notKept}"`,
      `4,${user},${name},\\N,,refused,an earlier line sets the same value; keep one of them.`,
    ])
  })

  it('has columns of ours under other names where it has such names itself', async () => {
    const { name } = await anAttribute(server, { name: 'status' })
    const id = await applied(csv, `user_id,${name}\n${user},=1+1`)
    const head = 'result_line,user_id,status,result_status,result_message'
    expect(await linesOf(id)).toEqual([head, `2,${user},=1+1,changed,`])
    expect(await linesOf(id, server, '?spreadsheet=true')).toEqual([
      head,
      `2,${user},'=1+1,changed,`,
    ])
  })

  it('that is an export is told with all its lines', async () => {
    const { name } = await anAttribute(server, { default_value: 'from default' })
    await applied(csv, `email,${name}\n${email},""`, '?empty=unset')
    const { text } = await server.api('GET', `/values.csv?attributes=${name}`, undefined, { base })
    const changed = text.replace(
      `${email},${name},from default,Default`,
      `${email},${name},own,User Setting`,
    )
    const lines = await linesOf(await applied(csv, changed))
    expect(lines[0]).toBe(
      'line,user_id,email,attribute,value,source,group,rank,set_at,set_by,expires_at,status,message',
    )
    expect(lines.find((line) => line.includes(email))).toMatch(
      new RegExp(`^\\d+,${user},${email},${name},own,User Setting,,,.*,changed,$`),
    )
    expect(lines.at(1)).toMatch(/,from default,Default,.*,unchanged,The line sets nothing\.$/)
  })
})

it('of operations it has a line for each, as JSON and as lines', async () => {
  const { name } = await anAttribute(server)
  const group = await aGroup(server, 'Results')
  const operations = [
    { op: 'set_group_values', attribute: name, values: [{ group: 'Results', value: 'of group' }] },
    {
      op: 'create_attribute',
      name: 'result_new',
      label: 'New result',
      type: 'string',
      default_value: 'd',
    },
    {
      op: 'set_user_value',
      email,
      attribute: 'result_new',
      value: 'x',
      expires_at: '2099-01-01T00:00:00Z',
    },
    { op: 'remove_group_user', user_id: user, group_id: group },
  ]
  const head =
    'op,user_id,user,group,child_group,attribute,name,value,starts_at,expires_at,status,message'
  const told = [
    `set_group_values,,,"[""Results""]",,${name},,"[""of group""]",,,changed,`,
    'create_attribute,,,,,result_new,,d,,,changed,',
    `set_user_value,,${email},,,result_new,,x,,2099-01-01T00:00:00Z,changed,`,
    expect.stringMatching(`^remove_group_user,${user},,${group},,,,,,,refused,.+`),
  ]
  const body = JSON.stringify({ changes: operations })
  const id = await applied('application/json', body, '?on_problem=skip')
  const lines = await linesOf(id)
  expect(lines[0]).toBe(`place,${head}`)
  expect(lines.slice(1).map((line) => line.replace(/^changes\[\d\],/, ''))).toEqual(told)
  expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(
    [0, 1, 2, 3].map((at) => `changes[${at}]`),
  )
  const text = `{"reason": "lines"}\nnot json\n\n${JSON.stringify({ op: 'set_user_value', user_id: user, attribute: name, value: 'y' })}`
  const second = await linesOf(await applied(ndjson, text, '?on_problem=skip'))
  expect(second).toEqual([
    `line,${head}`,
    expect.stringMatching(/^2,,,,,,,,,,,refused,.+/),
    `4,set_user_value,${user},,,,${name},,y,,,changed,`,
  ])
  const undone = await server.api('POST', `/changes/${id}/undo?on_conflict=skip`, undefined, {
    base,
  })
  const third = await linesOf(undone.json.id)
  expect(third.length).toBeGreaterThan(2)
  expect(third.slice(1).every((line) => /^history\[\d+\],/.test(line))).toBe(true)
})

it('a single value that was set has one, too', async () => {
  const { name } = await anAttribute(server)
  const path = `/users/${user}/values/${name}`
  const { json } = await server.api('PUT', path, { value: 'single' }, { base })
  expect((await linesOf(json.change_id)).at(-1)).toBe(
    `value,set_user_value,${user},,,,,,single,,,changed,`.replace(
      ',,,,,,single',
      `,,,,${json.user_attribute_id},,single`,
    ),
  )
})

describe('values', () => {
  it('of hidden attributes are not kept, and nothing can be read where it lies', async () => {
    const secret = await anAttribute(server, hidden)
    const { name } = await anAttribute(server)
    const id = await applied(csv, `email,${secret.name},${name}\n${email},CANARY-1,CANARY-2`)
    const operation = {
      op: 'set_user_value',
      user_id: user,
      attribute: secret.name,
      value: 'CANARY-3',
    }
    const other = await applied('application/json', JSON.stringify({ changes: [operation] }))
    const [first, second] = [await linesOf(id), await linesOf(other)]
    expect(first[1]).toBe(
      `2,${email},,CANARY-2,changed,"${secret.name}: changed: ${notKept} ${name}: changed."`,
    )
    expect(first.concat(second).join()).not.toMatch(/CANARY-[13]/)
    const all = await rows(sql`select * from change_results`)
    expect(JSON.stringify(all)).not.toMatch(/CANARY|example\.com/)
  })

  it('of an attribute that becomes hidden or is deleted later are left out, with what was wrong with them', async () => {
    const [one, two] = [await anAttribute(server), await anAttribute(server)]
    const third = await anAttribute(server)
    const choices = { choices: ['CANARY-A', 'CANARY-B'] }
    await server.api('PATCH', `/attributes/${two.name}`, choices, { base })
    const table = `user_id,${one.name},${two.name},${third.name}\n${user},CANARY-4,CANARY-5,stays`
    const id = await applied(csv, table, '?on_problem=skip')
    expect((await linesOf(id))[1]).toMatch(/CANARY-4.*refused.*CANARY-A/)
    const hide = { value_is_hidden: true, hidden_value_domain_whitelist: 'my.example/*' }
    expect((await server.api('PATCH', `/user_attributes/${one.id}`, hide)).status).toBe(200)
    expect((await server.api('DELETE', `/user_attributes/${two.id}`)).status).toBe(204)
    const gone = 'The value is left out: its attribute is hidden or deleted now.'
    expect((await linesOf(id))[1]).toBe(
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
    const id = await applied('application/json', JSON.stringify({ changes }))
    const text = (await linesOf(id)).join('\n')
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
    const id = await applied(csv, table, '', sender)
    expect((await linesOf(id, sender))[1]).toBe(`2,${email},of others,changed,`)
    const manager = await aUser(server)
    await giveRole(server, manager, await aRole(server, ['manage_user_attributes']))
    expect((await linesOf(id, await server.signIn(manager))).slice(1)).toEqual([
      '2,,of others,changed,',
      '3,,their own,changed,',
    ])
    const { text } = await server.api('GET', `/values.csv?attributes=${name}`, undefined, { base })
    const exported = await applied(csv, text.replaceAll('of others', 'of nobody'))
    expect((await linesOf(exported)).join()).toContain('Ada Test')
    const seen = (await linesOf(exported, await server.signIn(manager))).join()
    expect(seen).toContain('of nobody')
    expect(seen).not.toMatch(/Ada Test|example\.com/)
    const stranger = await server.signIn(await aUser(server))
    expect((await ask(stranger, id)).status).toBe(404)
    // Without the rights, the sender knows of their change, and sees of it what is about themselves.
    await server.api('PUT', `/roles/${role}/users`, [])
    const later = await server.signIn(own)
    expect((await linesOf(id, later)).slice(1)).toEqual([
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
    const id = await applied('application/json', body, '?on_problem=skip', sender)
    expect((await linesOf(id, sender)).join()).toMatch(/,Unseen results,.*did you mean Unseen/)
    await server.api('PUT', `/roles/${role}/users`, [])
    const seen = (await linesOf(id, await server.signIn(person))).join('\n')
    expect(seen).not.toContain('Unseen')
    expect(seen).toContain('refused')
  })
})

it('many lines are kept in blocks while they are decided', async () => {
  const attributes = await Promise.all(Array.from({ length: 30 }, () => anAttribute(server)))
  const people = await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      aUser(server, { email: `result.many.${at}@example.com` }),
    ),
  )
  const names = attributes.map(({ name }) => name)
  const lines = people.map(
    (_, at) => `result.many.${at}@example.com,${names.map((name) => `${name} ${'x'.repeat(60)}`)}`,
  )
  const table = [`email,${names}`, ...lines, `nobody@example.com,${names}`]
  const id = await applied(csv, table.join('\n'), '?on_problem=skip')
  expect(await linesOf(id)).toEqual([
    `line,email,${names},status,message`,
    ...lines.map((line, at) => `${at + 2},${line},changed,`),
    `52,nobody@example.com,${names},refused,there is no such user.`,
  ])
  expect((await blocksOf(id)).length).toBeGreaterThan(1)
  const operations = people.flatMap((user_id) =>
    attributes.map((it) => ({ op: 'clear_user_value', user_id, user_attribute_id: it.id })),
  )
  const asLines = `${operations.map((it) => JSON.stringify(it)).join('\n')}\n`.repeat(7)
  const cleared = await linesOf(await applied(ndjson, asLines, '?on_problem=skip'))
  expect(cleared).toHaveLength(1 + 7 * operations.length)
  expect(cleared.filter((line) => line.includes(',changed,'))).toHaveLength(operations.length)
  expect(cleared[1]).toBe(`1,clear_user_value,${people[0]},,,,${attributes[0]?.id},,,,,changed,`)
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
    const id = await applied(csv, `user_id,${name}\n${user},for days`)
    await keep(Date.now() + (limits.result_days - 1) * day)
    expect((await ask(server, id)).status).toBe(200)
    await change(server, [
      run(sql`update changes set at = at - ${limits.result_days * day} where id = ${id}`),
    ])
    const { status, json } = await ask(server, id)
    expect([status, json.message]).toEqual([
      410,
      `Results of changes are kept for 7 days, and there is none of this change any more; /history?change=${id} tells what it has changed.`,
    ])
    expect((await blocksOf(id)).length).toBe(1)
    await keep(Date.now() + limits.result_days * day + 1000)
    expect(await rows(sql`select * from change_results`)).toEqual([])
    const [{ n } = { n: 0 }] = await rows(
      sql<{ n: number }>`select count(*) as n from audit where operation = 'end_change_results'`,
    )
    expect(Number(n)).toBeGreaterThan(0)
  })

  it('brings another key: what is kept is sealed with it, and answers the same', async () => {
    const { name } = await anAttribute(server)
    const id = await applied(csv, `user_id,${name}\n${user},sealed`)
    const before = await blocksOf(id)
    const [stored] = await rows(sql<{ id: number }>`select max(id) as id from keys`)
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
    expect((await ask(server, id, '', true)).status).toBe(500)
    await keep()
  })
})
