// The statements of searches and exports do not read hidden values, sealed as they are.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ownValues } from '../../src/holders/export-sql.ts'
import { heldCounts, holdersIn, valuesIn } from '../../src/holders/sql.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { signsIn } from '../support/sign-in.ts'
import { anAttribute, hidden } from '../support/world.ts'

let server: TestServer
let id: string
let signedIn: string
beforeAll(async () => {
  server = await startServer()
  id = (await anAttribute(server, hidden)).id
  await server.api('PATCH', `/users/1/attribute_values/${id}`, { value: 'canary' })
  signedIn = (await server.api('POST', '/users', {})).json.id
  await signsIn(server, signedIn, { [id]: 'canary' })
})
afterAll(() => server.stop())

const asked = {
  user_attribute_id: '',
  reads: false,
  is_disabled: undefined,
  groups: undefined,
  held: { is: 'any' },
  signIns: true,
  through: undefined,
  now: 0,
  expires_before: undefined,
} as const
const stretch = { after: '0', most: 10, along: { by: 'users' } } as const

it('a hidden value is told as set', async () => {
  const { db } = server.running.server
  const ofHidden = { ...asked, user_attribute_id: id }
  const along = { by: 'values', user_attribute_id: id, now: 0, signIns: true } as const
  const [holders, counts, own, values] = await db.read(
    holdersIn(stretch, ofHidden, { rows: 10, identities: false }),
    heldCounts(stretch, ofHidden),
    ownValues(['1'], [id], [id], 0),
    valuesIn({ ...stretch, along }, ofHidden, 10),
  )
  const none = { expires_at: null, sent: null, provider: null, sent_at: null }
  expect(values).toEqual([
    { id: '1', own: '', ...none },
    { id: signedIn, own: null, ...none, sent: '', provider: 'Okta', sent_at: expect.anything() },
  ])
  expect(holders).toMatchObject([
    { id: '1', own: '', sent: null },
    { id: signedIn, own: null, sent: '', provider: 'Okta' },
  ])
  expect(counts).toHaveLength(2)
  expect(counts).toMatchObject([{ value: null }, { value: null }])
  expect(own).toMatchObject([{ user_id: '1', value: null }])
})
