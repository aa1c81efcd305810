// Changes as lines: CSV and NDJSON are read, previewed and applied as JSON is, and mistakes have their line and column.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser } from '../support/world.ts'
import { whileItIs } from './asking.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const base = '/api/attrium/1.0'

async function send(type: string, text: string, query = '') {
  const url = `${server.url}${base}/changes${query}`
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': type }
  const answer = await fetch(url, { method: 'POST', headers, body: text })
  return { status: answer.status, json: (await answer.json()) as Json }
}
interface Json {
  readonly [key: string]: unknown
  readonly errors: readonly { readonly field: string }[]
  readonly problems: readonly object[]
}
const csv = (text: string, query = '') => send('text/csv; charset=utf-8', text, query)

const valuesOf = async (user: string, ...names: string[]) => {
  const path = `/users/${user}/claims`
  const claims = (await server.api('GET', path, undefined, { base })).json as Record<string, string>
  return names.map((name) => claims[name])
}

it('a table of users sets and removes values, and says what it would do first', async () => {
  const [one, two] = [{ email: 'csv.one@example.com' }, { email: 'csv.two@example.com' }]
  const ids = [await aUser(server, one), await aUser(server, two)] as const
  const [first, second] = [await anAttribute(server), await anAttribute(server, { type: 'number' })]
  const table = [
    `email;${first.name};${second.name}`,
    `${one.email};"a ""quoted""; value";1`,
    `${two.email};\\N;2`,
  ].join('\r\n')
  const previewed = await csv(table, '?dry_run=true&reason=from%20a%20table')
  expect([previewed.status, previewed.json['counts']]).toEqual([
    200,
    { operations: 4, changed: 3, unchanged: 1, refused: 0 },
  ])
  const applied = await csv(table, '?reason=from%20a%20table')
  expect([applied.status, applied.json['effects']]).toEqual([200, previewed.json['effects']])
  expect(await valuesOf(ids[0], first.name, second.name)).toEqual(['a "quoted"; value', '1'])
  expect(await valuesOf(ids[1], first.name, second.name)).toEqual([undefined, '2'])
  const again = await csv(table)
  expect(again.json['counts']).toMatchObject({ changed: 0, unchanged: 4 })
})

it('each mistake has its line and its column, and nothing is applied', async () => {
  const user = await aUser(server, { email: 'csv.mistake@example.com' })
  const { name } = await anAttribute(server, { type: 'number' })
  const table = [
    `email,${name},regoin`,
    'csv.mistake@example.com,1,x',
    'csv.nobody@example.com,2,x',
    'csv.mistake@example.com,SECRET,x',
  ].join('\n')
  const refused = await csv(table)
  const errors = refused.json.errors
  expect([refused.status, errors.map(({ field }) => field)]).toEqual([
    422,
    ['line 2, regoin', `line 3, email`, `line 3, email`, `line 4, ${name}`, 'line 4, regoin'],
  ])
  expect(JSON.stringify(refused.json)).not.toContain('SECRET')
  expect(await valuesOf(user, name)).toEqual([undefined])
  const skipped = await csv(table, '?on_problem=skip')
  expect([skipped.status, skipped.json['counts']]).toMatchObject([200, { changed: 1, refused: 5 }])
  expect(skipped.json.problems[0]).toMatchObject({ line: 2, field: 'regoin' })
})

it('an empty cell is asked about, and two lines never say different things of one value', async () => {
  const user = await aUser(server, { email: 'csv.empty@example.com' })
  const { name, id } = await anAttribute(server)
  await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'there' })
  const table = `user_id,${name}\n${user},\n`
  expect((await csv(table)).status).toBe(422)
  expect((await csv(table, '?empty=keep')).status).toBe(200)
  expect(await valuesOf(user, name)).toEqual(['there'])
  expect((await csv(table, '?empty=unset')).status).toBe(200)
  expect(await valuesOf(user, name)).toEqual([undefined])
  expect((await csv(`user_id,${name}\n${user},a\n${user},b\n`)).status).toBe(422)
  expect((await send('application/json', '{"changes":[]}', '?empty=keep')).status).toBe(400)
})

describe('two lines about one value are refused at the second one, whatever is stored', () => {
  const ways = [
    ['in a short table', 'unlisted_operations', 1000],
    ['in a long one', 'unlisted_operations', 1],
  ] as const
  it.each(ways)('%s', async (_, limit, most) => {
    const { name, id } = await anAttribute(server)
    const [user, nobody] = [await aUser(server), await aUser(server)]
    await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'OLD' })
    const pairs = [
      [user, 'OLD', 'NEW'],
      [user, 'NEW', 'OLD'],
      [user, 'OLD', 'OLD'],
      [user, 'OLD', '\\N'],
      [nobody, '\\N', 'NEW'],
      [nobody, '\\N', '\\N'],
    ] as const
    await whileItIs(limit, most, async () => {
      for (const [who, one, two] of pairs) {
        const tables = [
          `user_id,attribute,value\n${who},${name},${one}\n${who},${name},${two}\n`,
          `user_id,${name}\n${who},${one}\n${who},${two}\n`,
        ]
        for (const table of tables) {
          const { status, json } = await csv(table)
          expect([table, status, json.errors]).toMatchObject([
            table,
            422,
            [{ message: 'an earlier line sets the same value; keep one of them.' }],
          ])
          expect(json.errors[0]?.field).toMatch(/^line 3\b/)
        }
      }
    })
    expect(await valuesOf(user, name)).toEqual(['OLD'])
  })

  it('but one may have the value of now, and the next one what follows it', async () => {
    const { name, id } = await anAttribute(server)
    const user = await aUser(server)
    await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'OLD' })
    const [head, later] = ['user_id,attribute,value,starts_at\n', '2099-01-01T00:00:00Z']
    const [now, next] = [`${user},${name},OLD,\n`, `${user},${name},NEXT,${later}\n`]
    expect((await csv(`${head}${now}${next}`)).json).toMatchObject({ counts: { changed: 1 } })
    expect((await csv(`${head}${now}${next}`)).json).toMatchObject({ counts: { unchanged: 2 } })
    for (const lines of [`${next}${now}`, `${next}${next}`, `${now}${next}${next}`]) {
      expect((await csv(head + lines)).status).toBe(422)
    }
  })

  it('in very many lines of JSON', async () => {
    const { name, id } = await anAttribute(server)
    const user = await aUser(server)
    await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'OLD' })
    const line = (value: string) =>
      JSON.stringify({ op: 'set_user_value', user_id: user, attribute: name, value })
    await whileItIs('changed_operations', 1, async () => {
      const { status, json } = await send(
        'application/x-ndjson',
        `${line('OLD')}\n${line('NEW')}\n`,
      )
      expect([status, json.errors.map(({ field }) => field)]).toEqual([422, ['line 2']])
    })
  })
})

it('lines of JSON are a change, too, with their reason first', async () => {
  const user = await aUser(server, { email: 'ndjson@example.com' })
  const { name } = await anAttribute(server)
  const lines = [
    '{"reason": "from lines"}',
    '{"op": "create_group", "name": "Made of lines"}',
    '',
    '{"op": "add_group_user", "email": "ndjson@example.com", "group": "Made of lines"}',
    `{"op": "set_group_value", "group": "Made of lines", "attribute": "${name}", "value": 7}`,
  ]
  const { status, json } = await send('application/x-ndjson', lines.join('\n'))
  expect([status, json['counts']]).toMatchObject([200, { changed: 3 }])
  expect(await valuesOf(user, name)).toEqual(['7'])
  const { json: stored } = await server.api('GET', `/changes/${json['id']}`, undefined, { base })
  expect(stored.reason).toBe('from lines')
  const wrong = await send(
    'application/x-ndjson',
    `${lines.slice(1).join('\n')}\n{"op": "nothing"}`,
  )
  expect([wrong.status, wrong.json.errors]).toMatchObject([
    422,
    [{ field: 'line 1, name' }, { field: 'line 5, op' }],
  ])
})

it('what is exported is imported again, and changes nothing', async () => {
  const user = await aUser(server, { email: 'export@example.com' })
  const { name, id } = await anAttribute(server)
  const value = '=1+1, "quoted"\r\nand a line'
  await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value })
  const url = `${server.url}${base}/values.csv?attributes=${name}`
  const headers = { authorization: `Bearer ${server.token}` }
  const exported = await (await fetch(url, { headers })).text()
  const same = await csv(exported)
  expect([same.status, same.json['counts']]).toMatchObject([200, { changed: 0, unchanged: 1 }])
  await server.api('DELETE', `/users/${user}/attribute_values/${id}`)
  expect((await csv(exported)).json['counts']).toMatchObject({ changed: 1 })
  expect(await valuesOf(user, name)).toEqual([value])
})

it('other types are refused by name', async () => {
  const { status, json } = await send('application/xml', '<changes/>')
  expect([status, json['message']]).toEqual([
    415,
    'The body must be application/json or application/x-ndjson or text/csv; say so in Content-Type, or leave that out.',
  ])
})

it('text in another encoding is refused, however it is labelled', async () => {
  const type = 'text/csv; header=present; charset="windows-1252"'
  const { status, json } = await send(type, 'email,region\n')
  expect([status, json['message']]).toEqual([
    415,
    'The body must be UTF-8; encode it so, and leave charset out of Content-Type.',
  ])
})
