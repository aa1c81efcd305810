// The result of a change: the lines as they were sent, each with what became of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../src/store/statement.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser } from '../support/world.ts'
import { base } from './asking.ts'
import { csv, json, ndjson, notKept, Results } from './results.ts'

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

describe('a table', () => {
  it('keeps its columns and its lines; where cells differ, each is told of', async () => {
    const [one, two] = [await anAttribute(server), await anAttribute(server, { type: 'number' })]
    await results.applied(csv, `email,${one.name}\n${email},there`)
    const table = [
      `email;${one.name};${two.name}`,
      `${email};there;1`,
      'result.nobody@example.com;a;b',
      `${email};;`,
      `${email};"with, comma"`,
    ]
    const id = await results.applied(csv, table.join('\r\n'), '?on_problem=skip&empty=keep')
    expect(await results.linesOf(id)).toEqual([
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
    const id = await results.applied(csv, table.join('\n'), '?on_problem=skip')
    expect(await results.linesOf(id)).toEqual([
      'line,user_id,attribute,value,expires_at,status,message',
      `2,${user},${name},7,2099-01-01T00:00:00Z,changed,`,
      `3,${user},,,,refused,"there is no such attribute. ${notKept}"`,
      `4,${user},${name},\\N,,refused,an earlier line sets the same value; keep one of them.`,
    ])
  })

  it('has columns of ours under other names where it has such names itself', async () => {
    const { name } = await anAttribute(server, { name: 'status' })
    const id = await results.applied(csv, `user_id,${name}\n${user},=1+1`)
    const head = 'result_line,user_id,status,result_status,result_message'
    expect(await results.linesOf(id)).toEqual([head, `2,${user},=1+1,changed,`])
    expect(await results.linesOf(id, server, '?spreadsheet=true')).toEqual([
      head,
      `2,${user},'=1+1,changed,`,
    ])
  })

  it('that is an export is told with all its lines', async () => {
    const { name } = await anAttribute(server, { default_value: 'from default' })
    await results.applied(csv, `email,${name}\n${email},""`, '?empty=unset')
    const { text } = await server.api('GET', `/values.csv?attributes=${name}`, undefined, { base })
    const changed = text.replace(
      `${email},${name},from default,Default`,
      `${email},${name},own,User Setting`,
    )
    const lines = await results.linesOf(await results.applied(csv, changed))
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
  const id = await results.applied(json, body, '?on_problem=skip')
  const lines = await results.linesOf(id)
  expect(lines[0]).toBe(`place,${head}`)
  expect(lines.slice(1).map((line) => line.replace(/^changes\[\d\],/, ''))).toEqual(told)
  expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(
    [0, 1, 2, 3].map((at) => `changes[${at}]`),
  )
  const text = `{"reason": "lines"}\nnot json\n\n${JSON.stringify({ op: 'set_user_value', user_id: user, attribute: name, value: 'y' })}`
  const second = await results.linesOf(await results.applied(ndjson, text, '?on_problem=skip'))
  expect(second).toEqual([
    `line,${head}`,
    expect.stringMatching(/^2,,,,,,,,,,,refused,.+/),
    `4,set_user_value,${user},,,,${name},,y,,,changed,`,
  ])
  const undone = await server.api('POST', `/changes/${id}/undo?on_conflict=skip`, undefined, {
    base,
  })
  const third = await results.linesOf(undone.json.id)
  expect(third.length).toBeGreaterThan(2)
  expect(third.slice(1).every((line) => /^history\[\d+\],/.test(line))).toBe(true)
})

it('a single value that was set has one, too', async () => {
  const { name } = await anAttribute(server)
  const path = `/users/${user}/values/${name}`
  const { json } = await server.api('PUT', path, { value: 'single' }, { base })
  expect((await results.linesOf(json.change_id)).at(-1)).toBe(
    `value,set_user_value,${user},,,,,,single,,,changed,`.replace(
      ',,,,,,single',
      `,,,,${json.user_attribute_id},,single`,
    ),
  )
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
  const id = await results.applied(csv, table.join('\n'), '?on_problem=skip')
  expect(await results.linesOf(id)).toEqual([
    `line,email,${names},status,message`,
    ...lines.map((line, at) => `${at + 2},${line},changed,`),
    `52,nobody@example.com,${names},refused,there is no such user.`,
  ])
  const blocks = await results.rows(sql`select block from change_results where change_id = ${id}`)
  expect(blocks.length).toBeGreaterThan(1)
  const operations = people.flatMap((user_id) =>
    attributes.map((it) => ({ op: 'clear_user_value', user_id, user_attribute_id: it.id })),
  )
  const asLines = `${operations.map((it) => JSON.stringify(it)).join('\n')}\n`.repeat(7)
  const cleared = await results.linesOf(await results.applied(ndjson, asLines, '?on_problem=skip'))
  expect(cleared).toHaveLength(1 + 7 * operations.length)
  expect(cleared.filter((line) => line.includes(',changed,'))).toHaveLength(operations.length)
  expect(cleared[1]).toBe(`1,clear_user_value,${people[0]},,,,${attributes[0]?.id},,,,,changed,`)
})
