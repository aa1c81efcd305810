// While a large change is stored, reads still answer what was there before: as of that time, it stays so.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const base = '/api/attrium/1.0'

it('what was read while a change was stored is told of that time later', async () => {
  const user = await aUser(server)
  const { id, name } = await anAttribute(server)
  await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: 'before' })
  const valueAt = async (query = '') => {
    const path = `/users/${user}/explanations?attributes=${name}${query}`
    return (await server.api('GET', path, undefined, { base })).json[0].value
  }
  const value = (at: number) => (at === 3000 ? 'after' : `on the way ${at}`)
  const changes = Array.from({ length: 3001 }, (_, at) => ({
    ...{ op: 'set_user_value', user_id: user, attribute: name, value: value(at) },
  }))
  let isStored = false
  const stored = server.api('POST', '/changes', { changes }, { base }).then(({ status }) => {
    isStored = true
    return status
  })
  const reads: { readonly at: string; readonly value: string }[] = []
  while (!isStored) {
    const at = new Date().toISOString()
    reads.push({ at, value: await valueAt() })
    await pause(20)
  }
  expect(await stored).toBe(200)
  expect(await valueAt()).toBe('after')
  expect(reads.length).toBeGreaterThan(2)
  // A moment is a millisecond long, so that the last one that was read may be that of the change.
  for (const read of reads.slice(0, -1)) {
    expect({ at: read.at, value: await valueAt(`&as_of=${read.at}`) }).toEqual(read)
  }
})
