// Permission sets and model sets.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Caller, startServer, type TestServer } from '../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

let made = 0
const fresh = (noun: string) => `${noun} ${++made}`

async function created(path: string, body: object, by: Caller = server): Promise<string> {
  const { status, json } = await by.api('POST', path, body)
  if (status !== 200) throw new Error(JSON.stringify(json))
  return json.id
}
const aSet = (permissions: string[] = [], by: Caller = server) =>
  created('/permission_sets', { name: fresh('set'), permissions }, by)
const aModelSet = () => created('/model_sets', { name: fresh('models'), models: [] })
const problems = ({ status, json }: Answer) => [
  status,
  ...(json.errors ?? []).map((error: { field: string; code: string }) => [error.field, error.code]),
]
const names = ({ json }: Answer): string[] => json.map(({ name }: { name: string }) => name)
const idsIn = ({ json }: Answer): string[] => json.map(({ id }: { id: string }) => id)

describe('permission sets and model sets', () => {
  it('are answered in the recorded order, names sorted (looker 10.16)', async () => {
    const permissions = ['see_lookml_dashboards', 'access_data', 'see_lookml', 'access_data']
    const set = await server.api('POST', '/permission_sets', { name: 'Recorded', permissions })
    expect(set.text).toBe(
      `{"built_in":false,"id":"${set.json.id}","all_access":false,"name":"Recorded",` +
        '"permissions":["access_data","see_lookml","see_lookml_dashboards"],' +
        `"url":"${server.url}/api/4.0/permission_sets/${set.json.id}",` +
        '"can":{"show":true,"index":true,"update":true}}',
    )
    const models = await server.api('POST', '/model_sets', { name: 'Two', models: ['b', 'a'] })
    expect(models.text).toBe(
      `{"built_in":false,"id":"${models.json.id}","all_access":false,"models":["a","b"],` +
        `"name":"Two","url":"${server.url}/api/4.0/model_sets/${models.json.id}",` +
        '"can":{"show":true,"index":true,"update":true}}',
    )
    const fields = await server.api('GET', `/model_sets/${models.json.id}?fields=id,models`)
    expect(fields.json).toEqual({ id: models.json.id, models: ['a', 'b'] })
  })

  it('take names that nobody knows (clients 22)', async () => {
    const set = await server.api('POST', '/permission_sets', { name: 'T', permissions: ['test'] })
    expect(set.json.permissions).toEqual(['test'])
    const models = await server.api('POST', '/model_sets', { name: 'T', models: ['test'] })
    expect(models.json.models).toEqual(['test'])
  })

  it('change in place; a parent may go while its children stay', async () => {
    const id = await aSet(['access_data', 'see_looks'])
    const before = (await server.api('GET', `/permission_sets/${id}`)).json
    const sent = { ...before, permissions: ['see_looks'], built_in: true, all_access: true }
    const { json } = await server.api('PATCH', `/permission_sets/${id}`, sent)
    expect(json).toEqual({ ...before, permissions: ['see_looks'] })
    const nulls = { name: null, permissions: null }
    expect((await server.api('PATCH', `/permission_sets/${id}`, nulls)).json).toEqual(json)
  })

  it('need a name of their own, and names in their lists', async () => {
    for (const [path, list] of [
      ['/permission_sets', 'permissions'],
      ['/model_sets', 'models'],
    ] as const) {
      const name = fresh('Taken')
      const id = await created(path, { name })
      expect(problems(await server.api('POST', path, {}))).toEqual([422, ['name', 'missing_field']])
      const taken = await server.api('POST', path, { name: name.toUpperCase() })
      expect(problems(taken)).toEqual([422, ['name', 'already_exists']])
      const other = await created(path, { name: fresh('Other') })
      const renamed = await server.api('PATCH', `${path}/${other}`, { name })
      expect(problems(renamed)).toEqual([422, ['name', 'already_exists']])
      for (const bad of [[''], ['x'.repeat(256)], 'text', [{}]]) {
        const answer = await server.api('PATCH', `${path}/${id}`, { [list]: bad })
        expect(problems(answer)).toEqual([422, [list, 'invalid']])
      }
      expect((await server.api('POST', path, 'no json')).status).toBe(400)
      expect((await server.api('PATCH', `${path}/999`, {})).status).toBe(404)
      expect((await server.api('GET', `${path}/999`)).status).toBe(404)
      expect((await server.api('DELETE', `${path}/999`)).status).toBe(404)
    }
  })

  it('are deleted, but not while roles use them', async () => {
    const [permission_set_id, model_set_id] = [await aSet(), await aModelSet()]
    const role = await created('/roles', { name: fresh('Uses'), permission_set_id, model_set_id })
    const paths = [`/permission_sets/${permission_set_id}`, `/model_sets/${model_set_id}`]
    for (const path of paths) {
      const { status, json } = await server.api('DELETE', path)
      expect([status, json.message]).toEqual([405, expect.stringContaining('Roles use this set')])
    }
    expect((await server.api('DELETE', `/roles/${role}`)).status).toBe(204)
    for (const path of paths) {
      expect((await server.api('DELETE', path)).status).toBe(204)
      expect((await server.api('GET', path)).status).toBe(404)
    }
  })

  it('are searched by name and by what they are (looker 8.5)', async () => {
    const found = async (path: string) => names(await server.api('GET', path))
    expect(await found('/permission_sets/search?name=vIEW%25')).toEqual(['Viewer'])
    expect(await found('/permission_sets/search?built_in=true')).toEqual(['Admin'])
    expect(await found('/permission_sets/search?all_access=true&id=2,3')).toEqual([])
    const either = '/permission_sets/search?all_access=true&id=2,3&filter_or=true&sorts=name%20desc'
    expect(await found(either)).toEqual(['User', 'Developer', 'Admin'])
    expect(await found('/model_sets/search?name=all')).toEqual(['All'])
    const page = await server.api('GET', '/permission_sets/search?limit=1&offset=1')
    expect(idsIn(page)).toEqual(['2'])
    const all = await server.api('GET', '/permission_sets')
    expect(page.headers['x-total-count']).toBe(String(all.json.length))
    expect((await server.api('GET', '/model_sets/search?built_in=no')).status).toBe(400)
    expect((await server.api('GET', '/model_sets/search?sorts=models')).status).toBe(400)
    // A list of no names would find everything.
    for (const nothing of ['models=,', 'models=%20', 'models=,%20,&filter_or=true&name=no']) {
      expect((await server.api('GET', `/model_sets/search?${nothing}`)).status).toBe(400)
    }
    expect((await server.api('GET', '/permission_sets/search?permissions=,')).status).toBe(400)
    expect((await server.api('GET', '/model_sets?fields=id')).json).toContainEqual({ id: '1' })
  })
})
