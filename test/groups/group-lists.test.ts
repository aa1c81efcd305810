// Lists and searches of groups.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, startServer, type TestServer } from '../support/server.ts'
import { aRole, aUser } from '../support/world.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const created = async (name: string): Promise<string> => {
  const { status, json } = await server.api('POST', '/groups', { name })
  expect(status).toBe(200)
  return json.id
}
const idsIn = ({ json }: Answer): string[] => json.map(({ id }: { id: string }) => id)

describe('lists and searches of groups', () => {
  let names: string[]
  beforeAll(async () => {
    names = ['search back\\slash', 'search Ärger', 'search_plain', 'searching']
    for (const name of names) await created(name)
  })

  const found = async (query: string) => {
    const { status, json } = await server.api('GET', `/groups/search?sorts=name&${query}`)
    expect(status).toBe(200)
    return json.map(({ name }: { name: string }) => name)
  }
  const text = encodeURIComponent

  it('match whole names in any case, and patterns (looker 8.5)', async () => {
    expect(await found(`name=${text('SEARCH äRGER')}`)).toEqual(['search Ärger'])
    expect(await found('name=search')).toEqual([])
    expect(await found(`name=${text('search%')}`)).toEqual(names)
    expect(await found(`name=${text('search_plain')}`)).toEqual(['search_plain'])
    expect(await found(`name=${text('search%ing')}`)).toEqual(['searching'])
  })

  it('combine terms with and, or with filter_or', async () => {
    const both = `name=searching&external_group_id=${text('IS NULL')}`
    expect(await found(both)).toEqual(['searching'])
    expect(await found('name=searching&externally_managed=true')).toEqual([])
    expect(await found('name=searching&externally_managed=true&filter_or=true')).toEqual([
      'All Users',
      'searching',
    ])
    expect(await found('externally_orphaned=true')).toEqual([])
    expect(await found(`external_group_id=${text('NOT NULL')}`)).toEqual([])
    expect(await found('name=searching&externally_orphaned=false')).toEqual(['searching'])
  })

  it('take ids in every spelling (clients 16)', async () => {
    const [one, other] = [await created('First of two'), await created('Second of two')]
    for (const ids of [`${one},${other}`, `"${one},${other}"`, `["${one}","${other}"]`]) {
      expect(idsIn(await server.api('GET', `/groups?ids=${text(ids)}`))).toEqual([one, other])
      expect(idsIn(await server.api('GET', `/groups/search?id=${text(ids)}`))).toEqual([one, other])
    }
    expect(idsIn(await server.api('GET', '/groups?content_metadata_id=1'))).toEqual([])
  })

  it('page inside the database and say where the rest is (looker 8.4)', async () => {
    const all = idsIn(await server.api('GET', '/groups'))
    const page = await server.api('GET', '/groups?limit=2&offset=2&sorts=id')
    expect(idsIn(page)).toEqual(all.slice(2, 4))
    expect(page.headers['x-total-count']).toBe(String(all.length))
    expect(page.headers['link']).toContain(`/groups?limit=2&offset=4&sorts=id>; rel="next"`)
    expect(idsIn(await server.api('GET', '/groups?page=2&per_page=2'))).toEqual(all.slice(2, 4))
    expect(idsIn(await server.api('GET', '/groups?offset=1'))).toEqual(all.slice(1))
    expect(idsIn(await server.api('GET', '/groups?sorts=id desc'.replace(' ', '%20')))).toEqual(
      [...all].reverse(),
    )
    for (const search of ['search', 'search/with_hierarchy', 'search/with_roles']) {
      const part = await server.api('GET', `/groups/${search}?limit=1&offset=1`)
      expect(idsIn(part)).toEqual(all.slice(1, 2))
      expect(part.headers['x-total-count']).toBe(String(all.length))
    }
  })

  it('refuse what they cannot read', async () => {
    for (const query of ['sorts=secret', 'limit=-1', 'externally_managed=maybe', 'id=x']) {
      expect((await server.api('GET', `/groups/search?${query}`)).status).toBe(400)
    }
    const wild = await server.api('GET', `/groups/search?name=${text('%a'.repeat(9))}`)
    expect(wild.status).toBe(400)
  })

  it('count members in the database', async () => {
    const id = await created('Counted')
    for (let count = 0; count < 3; count++) await aUser(server, { groups: [id] })
    expect((await server.api('GET', `/groups/${id}`)).json.user_count).toBe(3)
  })

  it('attach roles as they are (looker 10.10)', async () => {
    const id = await created('With a role')
    const role = await aRole(server, ['explore'], [id])
    const { json } = await server.api('GET', `/groups/search/with_roles?id=${id}`)
    expect(json[0].roles).toEqual([(await server.api('GET', `/roles/${role}`)).json])
    const hierarchy = await server.api('GET', `/groups/search/with_hierarchy?id=${id}`)
    expect(hierarchy.json[0].role_ids).toEqual([role])
  })
})
