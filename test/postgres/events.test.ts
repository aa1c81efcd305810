// Events on two nodes: changes of either reach readers of both, in one order, and none is passed over.
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { authorityLock } from '../../src/store/differences.ts'
import { apply, type Copy, eventsAfter, read } from '../events/laws.ts'
import { ask, eventsIn, now, stream } from '../events/waiting.ts'
import { databaseOf, startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser } from '../support/world.ts'

let one: TestServer
let other: TestServer
let attribute: string
beforeAll(async () => {
  const flags = { rateLimit: '0' }
  one = await startServer({ flags })
  other = await startServer({ flags, beside: one })
  attribute = (await anAttribute(one)).id
})
afterAll(async () => {
  await other.stop()
  await one.stop()
})

const set = ({ api }: TestServer, user: string, value: string) =>
  api('PATCH', `/users/${user}/attribute_values/${attribute}`, { value })

it('who waits at one node hears of what the other has stored', async () => {
  const user = await aUser(one)
  const waiting = ask(`?after=${await now(other)}`, other)
  await set(one, user, 'by the other')
  const begun = performance.now()
  expect((await waiting).json.events).toMatchObject([{ user_id: user, value: 'by the other' }])
  const looked = limits.event_look_milliseconds + limits.event_pause_milliseconds
  expect(performance.now() - begun).toBeLessThan(looked + 3000)
})

it('readers of both nodes end with what is there, while both nodes change the same values', async () => {
  const users = await Promise.all(Array.from({ length: 4 }, () => aUser(one)))
  const [cursor, copy] = [await now(one), await read(one)]
  const copies: Copy[] = [copy, await read(other)]
  const streams = await Promise.all([one, other].map((node) => stream(node, `?after=${cursor}`)))
  await Promise.all(
    [one, other, one, other].map(async (node, at) => {
      for (let turn = 0; turn < 25; turn++) {
        const user = users[(turn + at) % users.length] ?? ''
        if (turn % 5 === 4) {
          await node.api('DELETE', `/users/${user}/attribute_values/${attribute}`)
        } else await set(node, user, `value ${at} ${turn}`)
      }
    }),
  )
  for (const user of users) await set(one, user, `the last of ${user}`)
  const wanted = await read(other)
  for (const [at, reading] of streams.entries()) {
    await reading.until(new RegExp(`the last of ${users.at(-1)}`))
    const mine = copies[at] as Copy
    for (const event of eventsIn(reading.text())) apply(mine, event)
    expect(mine).toEqual(wanted)
    reading.leave()
  }
  const told = streams.map((reading) => eventsIn(reading.text()).map(({ id }) => id))
  expect(told[0]).toEqual(told[1])
  const { events } = await eventsAfter(other, cursor, 7)
  expect(events.map((event) => event.cursor)).toEqual(told[0])
})

it('what has a larger number than a commit under way is told after it', async () => {
  const user = await aUser(one)
  const after = await now(one)
  const client = new Client({ connectionString: databaseOf(one) })
  await client.connect()
  await client.query('begin')
  await client.query(`select pg_advisory_xact_lock_shared(${authorityLock})`)
  await client.query(`select nextval('audit_sequence_seq')`)
  await set(other, user, 'later')
  const begun = performance.now()
  expect((await ask(`?after=${after}&wait=0`, one)).json).toEqual({ events: [], cursor: after })
  const waited = performance.now() - begun
  expect(waited).toBeGreaterThanOrEqual(limits.event_settling_milliseconds)
  const waiting = ask(`?after=${after}`, one)
  await client.query('rollback')
  await client.end()
  expect((await waiting).json.events).toMatchObject([{ user_id: user, value: 'later' }])
})
