// A few races of changes with single ones; `npm run proof G-47` runs many.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Db } from '../../src/store/db.ts'
import { altered } from '../support/altered-db.ts'
import { numberFrom } from '../support/random.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser } from '../support/world.ts'
import { raceChanges } from './races.ts'

let server: TestServer
/** Runs before the next change is stored. */
let first: (() => Promise<unknown>) | undefined
const wrapDb = (db: Db): Db => {
  const commitAll: Db['commitAll'] = async (...given) => {
    const before = first
    first = undefined
    await before?.()
    return db.commitAll(...given)
  }
  return Object.assign(altered(db, {}), { commitAll })
}
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' }, wrapDb })
})
afterAll(() => server.stop())

const seed = numberFrom('SEED', Date.now() % 1_000_000)

it('a change that races with a single one overwrites nothing that its preview did not know', async () => {
  const { problems } = await raceChanges(server, { races: 20, seed })
  expect({ seed, problems }).toEqual({ seed, problems: [] })
})

it('a value that moves between the decision and the commit is decided on again', async () => {
  const user = await aUser(server)
  const { id, name } = await anAttribute(server)
  const path = `/users/${user}/attribute_values/${id}`
  await server.api('PATCH', path, { value: 'known' })
  const changes = [{ op: 'set_user_value', user_id: user, attribute: name, value: 'changed' }]
  const base = '/api/attrium/1.0'
  const { basis } = (await server.api('POST', '/changes?dry_run=true', { changes }, { base })).json
  first = () => server.api('PATCH', path, { value: 'moved' })
  const answer = await server.api('POST', '/changes', { changes, basis }, { base })
  expect([answer.status, first]).toEqual([409, undefined])
  expect((await server.api('GET', `/users/${user}/claims`, undefined, { base })).json[name]).toBe(
    'moved',
  )
})
