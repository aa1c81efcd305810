// An administrator remains after a whole change, in whatever order it is written; a preview says so before.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { adminRemains } from '../../src/access/sql.ts'
import { askedLast } from '../../src/changes/last-administrator-reader.ts'
import { momentsEndNow } from '../../src/changes/sql.ts'
import { left } from '../../src/groups/change-sql.ts'
import { adminRoleId, type GroupId, type UserId } from '../../src/ids.ts'
import type { Change } from '../../src/request/context.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute } from '../support/world.ts'
import { applyOn, base, type Row } from './asking.ts'

let server: TestServer
let [admins, inner, others] = ['', '', '']
let me = ''
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  me = (await server.api('GET', '/user')).json.id
  ;[admins, inner, others] = [await aGroup(server), await aGroup(server), await aGroup(server)]
  // Whoever asks is an administrator through one group alone: in it, or in one inside of it.
  const given = [
    await server.api('PUT', `/roles/${adminRoleId}/groups`, [admins, others]),
    await server.api('POST', `/groups/${admins}/groups`, { group_id: inner }),
    await server.api('POST', `/groups/${inner}/users`, { user_id: me }),
    await server.api('PUT', `/users/${me}/roles`, []),
  ]
  expect(given.map(({ status }) => status)).toEqual([200, 200, 200, 200])
})
afterAll(() => server.stop())

const send = (changes: Row[], query = '') => applyOn(server, changes, {}, query)
const leave = (group_id: string) => ({ op: 'remove_group_user', group_id, user_id: me })
const join = (group_id: string) => ({ op: 'add_group_user', group_id, user_id: me })

it('refuses a change that leaves none, its preview too, and stores nothing of it', async () => {
  const { name } = await anAttribute(server)
  const set = { op: 'set_user_value', user_id: me, attribute: name, value: 'x' }
  for (const away of [
    [leave(inner)],
    [leave(inner), { ...join(admins), expires_at: '2099-01-01T00:00:00Z' }],
    [{ op: 'remove_group_group', group_id: admins, child_group_id: inner }],
    [{ op: 'delete_group', group_id: admins }],
    [join(others), leave(inner), leave(others)],
  ]) {
    for (const query of [
      '?dry_run=true',
      '',
      '?dry_run=true&on_problem=skip',
      '?on_problem=skip',
    ]) {
      const { status, json } = await send([set, ...away], query)
      expect([away, query, status, json.message]).toEqual([
        ...[away, query, 403],
        'Permission Denied: the last enabled administrator with an enabled API key must stay one; ' +
          'make another user an admin and give them a key first.',
      ])
    }
  }
  const claims = await server.api('GET', `/users/${me}/claims`, undefined, { base })
  expect(claims.json[name]).toBeUndefined()
})

it('applies a change after which there is one, in any order', async () => {
  for (const [from, to] of [
    [inner, others],
    [others, admins],
    [admins, inner],
  ] as const) {
    const changes = [leave(from), join(to)]
    expect((await send(changes, '?dry_run=true')).status).toBe(200)
    const { status, json } = await send(changes)
    expect([status, json.counts]).toMatchObject([200, { changed: 2 }])
  }
  const undone = [{ op: 'delete_group', group_id: inner }, join(admins)]
  expect((await send(undone, '?dry_run=true')).status).toBe(200)
  expect((await send(undone)).status).toBe(200)
})

it('asks at the end of the commit, because somebody else may have taken rights away meanwhile', () => {
  const away = left({ group_id: '7' as GroupId, user_id: '8' as UserId, authority: 1 })
  const end: Change = { ...away, statements: [momentsEndNow({ details: '' })] }
  const statements = askedLast([away, end]).map((it) => it.statements)
  expect(statements.flat().filter((it) => it === adminRemains)).toHaveLength(1)
  expect(statements.at(-1)?.at(-1)).toBe(adminRemains)
  expect(askedLast([end])).toEqual([end])
})
