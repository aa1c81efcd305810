// The statements of searches and exports do not read hidden values, sealed as they are.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ownValues } from '../../src/holders/export-sql.ts'
import { holdersIn, ownCounts, valuesIn } from '../../src/holders/sql.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, hidden } from '../support/world.ts'

let server: TestServer
let id: string
beforeAll(async () => {
  server = await startServer()
  id = (await anAttribute(server, hidden)).id
  await server.api('PATCH', `/users/1/attribute_values/${id}`, { value: 'canary' })
})
afterAll(() => server.stop())

const asked = {
  user_attribute_id: '',
  reads: false,
  is_disabled: undefined,
  groups: undefined,
  own: { is: 'any' },
  through: undefined,
} as const
const stretch = { after: '0', most: 10, along: { by: 'users' } } as const

it('a hidden value is told as set', async () => {
  const { db } = server.running.server
  const ofHidden = { ...asked, user_attribute_id: id }
  const along = { by: 'values', user_attribute_id: id } as const
  const [holders, counts, own, values] = await db.read(
    holdersIn(stretch, ofHidden, { rows: 10, identities: false }),
    ownCounts(stretch, ofHidden),
    ownValues(['1'], [id], [id]),
    valuesIn({ ...stretch, along }, ofHidden, 10),
  )
  expect(values).toEqual([{ id: '1', own: '' }])
  expect(holders).toMatchObject([{ id: '1', own: '' }])
  expect(counts).toMatchObject([{ value: null }])
  expect(own).toMatchObject([{ user_id: '1', value: null }])
})
