// The list of definitions: order, sorting, selected fields (looker 3.16, 8.1, 8.2).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await anAttribute(server, { name: 'zebra', label: 'Aardvark' })
  await anAttribute(server, { name: 'aardvark', label: 'Zebra' })
})
afterAll(() => server.stop())

const list = (query = '') => server.api('GET', `/user_attributes${query}`)
const column = (rows: Record<string, string>[], name: string) => rows.map((row) => row[name] ?? '')

describe('the list of definitions', () => {
  it('is ordered by the number of the id (looker 3.16)', async () => {
    const ids = column((await list()).json, 'id').map(Number)
    expect(ids).toEqual([...ids].sort((one, other) => one - other))
    expect(ids).toHaveLength(15)
  })

  it.each([
    ['name', 'name', 1],
    ['label', 'label', 1],
    ['name desc', 'name', -1],
    [' label  DESC ', 'label', -1],
    ['name asc', 'name', 1],
  ])('sorts by %j (looker 3.16)', async (sorts, field, sign) => {
    const { json } = await list(`?sorts=${encodeURIComponent(sorts)}`)
    const shown = column(json, field)
    const sorted = [...shown].sort((one, other) => sign * (one < other ? -1 : 1))
    expect(shown).toEqual(sorted)
  })

  it.each(['id', 'type', 'name,id', 'name sideways', 'name asc desc'])(
    'refuses to sort by %j with 400 (looker 3.16)',
    async (sorts) => {
      const { status, json } = await list(`?sorts=${encodeURIComponent(sorts)}`)
      expect(status).toBe(400)
      expect(json.message).toContain('name, label')
    },
  )

  it('answers the named fields in the order of the row (looker 8.1, 1.15)', async () => {
    const { json } = await list('?fields=label,%20id')
    expect(json[0]).toEqual({ id: '1', label: 'First Name' })
    expect(Object.keys(json[0])).toEqual(['id', 'label'])
  })

  it('reads empty fields as all and passes unknown ones over (looker 8.1)', async () => {
    expect((await list('?fields=')).json).toEqual((await list()).json)
    expect((await list('?fields=name,nonsense(deep)')).json[0]).toEqual({ name: 'first_name' })
    expect((await list('?fields=nonsense')).json[0]).toEqual({})
    expect((await list('?fields=id,can(show)')).json[0]).toEqual({ id: '1', can: { show: true } })
  })
})
