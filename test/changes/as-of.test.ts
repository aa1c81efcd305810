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
  // A node may be a moment ahead of the clock of whoever asks, and then knows nothing of the attribute yet.
  await pause(100)
  const value = (at: number) => (at === 6000 ? 'after' : `on the way ${at}`)
  const changes = Array.from({ length: 6001 }, (_, at) => ({
    ...{ op: 'set_user_value', user_id: user, attribute: name, value: value(at) },
  }))
  const begun = Date.now()
  let storedAt: number | undefined
  const stored = server.api('POST', '/changes', { changes }, { base }).then(({ status }) => {
    storedAt = Date.now()
    return status
  })
  const reads: { readonly at: string; readonly value: string }[] = []
  while (storedAt === undefined) {
    const at = new Date().toISOString()
    reads.push({ at, value: await valueAt() })
    await pause(10)
  }
  expect(await stored).toBe(200)
  expect(await valueAt()).toBe('after')
  // While the end of the change is flushed to disk, its time has come and nobody sees it yet: a small part of all.
  const flush = (Number(storedAt) - begun) / 4
  const before = reads.filter(({ at }) => Date.parse(at) < Number(storedAt) - flush)
  expect(before.length).toBeGreaterThan(1)
  for (const read of before) {
    expect({ at: read.at, value: await valueAt(`&as_of=${read.at}`) }).toEqual(read)
  }
})
