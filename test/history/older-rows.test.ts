// Rows that versions wrote which told less.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditRow } from '../../src/store/audit/row.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const newest = async () => {
  const base = { base: '/api/attrium/1.0' }
  return (await server.api('GET', '/history?limit=1', undefined, base)).json.history[0]
}

describe('a row of an older version', () => {
  const olderRow = async (operation: string, ids: Partial<AuditRow>, details: object | null) => {
    const audit: AuditRow = {
      ...{ at: server.running.server.now(), request_id: 'older', operation, actor_id: '1' },
      ...{ sudo_by: null, credentials_api3_id: null, address: null, user_id: null },
      ...{ group_id: null, user_attribute_id: null, new_value: null, ...ids },
      details: details === null ? null : JSON.stringify(details),
    }
    await server.running.server.db.commit({ statements: [], audit, changesAuthority: false })
    return newest()
  }

  it('is told as far as it tells, and says that it is not complete', async () => {
    const group_id = await aGroup(server)
    const renamed = { name: 'Older', can_add_to_content_metadata: true }
    expect(await olderRow('update_group', { group_id }, renamed)).toMatchObject({
      complete: false,
      changes: [
        { field: 'name', from: null, to: 'Older' },
        { field: 'can_add_to_content_metadata', from: null, to: 'true' },
      ],
    })
    expect(await olderRow('delete_group', { group_id }, { name: 'Older' })).toMatchObject({
      complete: false,
      sentence: 'Attrium Admin deleted the group Older.',
    })
    const user_id = await aUser(server)
    const fields = { fields: ['first_name'], fingerprints: { first_name: 'salt.print' } }
    expect(await olderRow('update_user', { user_id }, fields)).toMatchObject({
      complete: false,
      changes: [],
    })
    expect(await olderRow('delete_user', { user_id }, null)).toMatchObject({ complete: false })
    const roles = { role_id: '2', user_ids: ['1'] }
    expect(await olderRow('set_role_users', {}, roles)).toMatchObject({
      complete: false,
      thing: { type: 'role', id: '2', name: null },
      sentence: 'Attrium Admin set who has the role with the id 2.',
    })
  })
})
