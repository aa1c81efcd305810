// What history says of values of groups for a time.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute } from '../support/world.ts'

const minute = 60_000
const clock = Date.UTC(2030, 0, 1, 12)
let server: TestServer
beforeAll(async () => {
  server = await startServer({ now: () => clock })
})
afterAll(() => server.stop())

const iso = (time: number) => new Date(time).toISOString()
/** As sentences have it. */
const words = (time: number) => `${iso(time).slice(0, 16).replace('T', ' ')} UTC`
const attrium = (method: string, path: string, body?: unknown) =>
  server.api(method, path, body, { base: '/api/attrium/1.0' })

it('times of the value of a group are told as those of a user are', async () => {
  const attribute = await anAttribute(server)
  const group = (await server.api('POST', '/groups', { name: 'Times' })).json.id
  const [one, other] = [clock + 10 * minute, clock + 20 * minute]
  const set = async (value: string, times: object = {}) => {
    const op = {
      op: 'set_group_value',
      group_id: group,
      attribute: attribute.name,
      value,
      ...times,
    }
    const { status } = await attrium('POST', '/changes', { changes: [op] })
    expect(status).toBe(200)
  }
  await set('gv', { starts_at: iso(one), expires_at: iso(other) })
  const told = async () => {
    const { json } = await attrium('GET', `/history?group=${group}&attribute=${attribute.name}`)
    return json.history.map((entry: Record<string, unknown>) => [
      entry['sentence'],
      entry['changes'],
    ])
  }
  const about = `${attribute.name} of the group Times`
  expect(await told()).toEqual([
    [
      `Attrium Admin scheduled ${about} from ${words(one)}: "gv".`,
      [
        { field: 'starts_at', from: null, to: iso(one) },
        { field: 'expires_at', from: null, to: iso(other) },
      ],
    ],
  ])
  await set('ab', { expires_at: iso(one) })
  await set('ab', { expires_at: iso(other) })
  await set('ab')
  await set('cd', { expires_at: iso(other) })
  await attrium('POST', '/changes', {
    changes: [
      {
        ...{ op: 'set_group_values', attribute: attribute.name },
        values: [{ group_id: group, value: 'ef', expires_at: iso(one) }],
      },
    ],
  })
  await set('gh', { expires_at: iso(other) })
  const end = (verb: string, rest: string) => `Attrium Admin ${verb} the end of ${about} ${rest}.`
  const ends = (from: number | null, to: number | null) => [
    {
      field: 'expires_at',
      from: from === null ? null : iso(from),
      to: to === null ? null : iso(to),
    },
  ]
  const entries = (await told()).reverse()
  expect(entries.slice(2, 4)).toEqual([
    [end('changed', `from ${words(one)} to ${words(other)}`), ends(one, other)],
    [end('removed', `(it was ${words(other)})`), ends(other, null)],
  ])
  expect(entries[4]).toEqual([`Attrium Admin set ${about} from "ab" to "cd".`, ends(null, other)])
  expect(entries.at(-1)).toEqual([
    `Attrium Admin set ${about} from "ef" to "gh".`,
    ends(one, other),
  ])
})
