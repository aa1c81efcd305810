// Holders at a moment are found alike in the present and through the interface that the past has, too.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readCatalogue } from '../../src/catalogue/sql.ts'
import { countValues } from '../../src/holders/count-reader.ts'
import { holdersOf } from '../../src/holders/holder-reader.ts'
import type { Question } from '../../src/holders/question.ts'
import { Counter } from '../../src/holders/summary.ts'
import { countThen, holdersThen } from '../../src/holders/then-reader.ts'
import type { GroupId } from '../../src/ids.ts'
import { limits } from '../../src/limits.ts'
import { presentMoment } from '../../src/moment/present-reader.ts'
import { randomFrom, seed } from '../support/chance.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { addManyUsers, change } from '../support/world.ts'
import { plantWorld, randomWorld, withUnions } from '../user-attributes/plant-world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const always = { signIns: true, now: 0, expires_before: undefined }

it(`a moment and the store tell the same (ATTRIUM_SEED=${seed})`, async () => {
  const { db } = server.running.server
  for (let round = 0; round < 4; round++) {
    const random = randomFrom(seed + round)
    await plantWorld(server, withUnions(random, randomWorld(random, 30)))
    const catalogue = await readCatalogue(db)
    const read = db.read.bind(db) as typeof db.read
    const moment = presentMoment(catalogue, read, 0)
    for (const attribute of catalogue.attributes.values()) {
      for (const of of ['effective', 'own'] as const) {
        for (const match of ['set', 'unset'] as const) {
          const group = [...catalogue.groups.keys()][random.below(catalogue.groups.size)] as GroupId
          const within = random.once(2) ? catalogue.groupsWithin(group) : undefined
          const is_disabled = random.once(4) ? false : undefined
          const rest = { text: '', source: undefined, admits: undefined, ...always }
          const question: Question = { attribute, of, match, within, is_disabled, ...rest }
          const place = { after: String(1000 + random.below(10)), most: 1 + random.below(20) }
          const now = await holdersOf(catalogue, { question, ...place, index: undefined }, read)
          const then = await holdersThen(moment, question, place)
          const told = (found: typeof now) =>
            found.map(({ holder, found }) => [holder.id, found?.source, found?.value])
          const hides = attribute.value_is_hidden
          const plain = (rows: ReturnType<typeof told>) =>
            hides ? rows.map((row) => row[0]) : rows
          expect(plain(told(then))).toEqual(plain(told(now)))
          const [one, other] = [new Counter(!hides), new Counter(!hides)]
          await countValues(catalogue, question, read, (found, count) =>
            one.add(found?.value, count),
          )
          await countThen(moment, question, (found, count) => other.add(found?.value, count))
          expect(other.result()).toEqual(one.result())
        }
      }
    }
  }
})

it('everybody is looked at, also among many', async () => {
  const { db } = server.running.server
  await change(server, [addManyUsers({ count: 2 * limits.searched_then })])
  const catalogue = await readCatalogue(db)
  const [attribute] = [...catalogue.attributes.values()].filter(({ name }) => name === 'first_name')
  if (attribute === undefined) throw new Error('there is no first name')
  const rest = { text: '', source: undefined, admits: undefined, within: undefined, ...always }
  const question: Question = {
    attribute,
    of: 'effective',
    match: 'set',
    is_disabled: undefined,
    ...rest,
  }
  let all = 0
  await countThen(presentMoment(catalogue, db.read.bind(db), 0), question, () => {
    all++
  })
  expect(all).toBeGreaterThan(2 * limits.searched_then)
  const tooLong = performance.now() - limits.then_milliseconds
  const moment = presentMoment(catalogue, db.read.bind(db), 0)
  const counted = countThen(moment, question, () => undefined, tooLong)
  await expect(counted).rejects.toThrow('took too long')
  const place = { after: '0', most: 5000 }
  await expect(holdersThen(moment, question, place, tooLong)).rejects.toThrow('took too long')
})

it('a time that cannot be asked about is refused', async () => {
  for (const path of ['/values', '/values/summary']) {
    const target = `${path}?attribute=first_name&as_of=2999-01-01T00:00:00Z`
    const { status, json } = await server.api('GET', target, undefined, {
      base: '/api/attrium/1.0',
    })
    expect([status, json.errors[0].field]).toEqual([422, 'as_of'])
  }
})
