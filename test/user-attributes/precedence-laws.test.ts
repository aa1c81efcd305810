// Laws of precedence in 40,000 worlds (15,000 on PostgreSQL): the program, through its store and handler, agrees
// with a naive reference. G-04b asks for more, without the store.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authenticator } from '../../src/access/authenticate.ts'
import type { JsonText } from '../../src/http/route.ts'
import { isSpelledLike } from '../../src/keys/secret-text.ts'
import { contextMaker } from '../../src/request/request-context.ts'
import { userAttributeUserValues } from '../../src/user-attributes/user-value-routes.ts'
import { randomFrom, seed } from '../support/chance.ts'
import { type ReferenceRow, referencePath } from '../support/reference-resolver.ts'
import { engine, startServer, type TestServer } from '../support/server.ts'
import { type PlantedWorld, plantWorld, randomWorld } from './plant-world.ts'

/** Each user of each catalogue is a world, because their values depend on no other user. */
const catalogues = engine === 'SQLite' ? 40 : 15
const people = 1000
/** The number of worlds that are read at once, so that a database over a network answers them together. */
const atOnce = 50

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

type Row = ReferenceRow & { readonly user_attribute_id: string }

/** The handler as the server calls it, without HTTP. */
async function reader(): Promise<(user_id: string, all_values: boolean) => Promise<Row[]>> {
  const { db, keys, catalogue, now } = server.running.server
  const catalogueAt = (version: number) => catalogue.at(version)
  const isToken = (text: string) => isSpelledLike('access_token', text)
  const authenticate = authenticator({ db, digest: keys.digest, isToken, catalogueAt, now })
  const contextOf = contextMaker(server.running.server)
  const actor = await authenticate(`Bearer ${server.token}`, true)
  const request = {
    operation: userAttributeUserValues.operation,
    actor,
    request_id: '',
    address: '',
    url: '',
  }
  return async (user_id, all_values) => {
    const context = contextOf(request, userAttributeUserValues.access)
    const query = { all_values, include_unset: false }
    const answer = await userAttributeUserValues.handle(
      Object.assign(context, { params: { user_id }, query }) as never,
    )
    return JSON.parse(String((answer as JsonText).text))
  }
}

const expected = (world: PlantedWorld, user: PlantedWorld['users'][number]) =>
  world.attributes.map((attribute) => referencePath(world, attribute, user))

/** Rows of the planted attributes, by attribute, with the fields that the reference has. */
function byAttribute(world: PlantedWorld, rows: Row[]): ReferenceRow[][] {
  const shown = new Map<string, ReferenceRow[]>(world.attributes.map(({ id }) => [id, []]))
  for (const { user_attribute_id, source, rank, value } of rows) {
    shown.get(user_attribute_id)?.push({ source, rank, value })
  }
  return [...shown.values()]
}

describe('precedence', () => {
  it('is what a naive reading of the rules says, in many worlds', {
    timeout: 300_000,
  }, async () => {
    let worlds = 0
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (chance) => {
        const world = randomWorld(randomFrom(chance), people)
        await plantWorld(server, world)
        const read = await reader()
        const agrees = async (user: PlantedWorld['users'][number]) => {
          const paths = expected(world, user)
          const [allRows, firstRows] = await Promise.all([
            read(user.id, true),
            read(user.id, false),
          ])
          const [all, first] = [byAttribute(world, allRows), byAttribute(world, firstRows)]
          const heads = paths.map((path) => path.slice(0, 1))
          // The cheap comparison comes first: the readable one takes ten times as long.
          if (JSON.stringify([all, first]) !== JSON.stringify([paths, heads])) {
            expect({ user, all, first }).toEqual({ user, all: paths, first: heads })
          }
          worlds++
        }
        for (let from = 0; from < people; from += atOnce) {
          await Promise.all(world.users.slice(from, from + atOnce).map(agrees))
        }
      }),
      { numRuns: catalogues, seed, endOnFailure: true },
    )
    console.info(`${worlds} worlds agree with the reference (ATTRIUM_SEED=${seed})`)
    expect(worlds).toBe(catalogues * people)
  })

  it('does not depend on the order in which rows were stored', async () => {
    const random = randomFrom(seed)
    for (let round = 0; round < 10; round++) {
      const world = randomWorld(random, 50)
      const answers = await answersIn(world)
      const { groupValues, users } = world
      const other = {
        ...world,
        groupValues: random.shuffled(groupValues),
        users: random.shuffled(users),
      }
      expect(await answersIn(other)).toEqual(answers)
    }
  })

  async function answersIn(world: PlantedWorld): Promise<Record<string, Row[]>> {
    await plantWorld(server, world)
    const read = await reader()
    const answers: Record<string, Row[]> = {}
    for (const { id } of world.users) answers[id] = await read(id, true)
    return answers
  }

  it('comes back when a value that was set is deleted, over HTTP', async () => {
    const random = randomFrom(seed + 1)
    for (let round = 0; round < 20; round++) {
      const world = randomWorld(random, 20)
      await plantWorld(server, world)
      for (const user of world.users) {
        const attribute = world.attributes[random.below(world.attributes.length)]
        if (attribute === undefined || user.values[attribute.id] !== undefined) continue
        const path = `/users/${user.id}/attribute_values`
        const list = `${path}?all_values=true&include_unset=false&user_attribute_ids=${attribute.id}`
        const before = await server.api('GET', list)
        const set = await server.api('PATCH', `${path}/${attribute.id}`, { value: 'set' })
        const between = await server.api('GET', list)
        expect(between.json[0]).toEqual(set.json)
        expect(between.json.slice(1)).toEqual(before.json)
        expect((await server.api('DELETE', `${path}/${attribute.id}`)).status).toBe(204)
        expect((await server.api('GET', list)).json).toEqual(before.json)
      }
    }
  })

  it('comes back when a group value that was set is deleted, ranks included', async () => {
    const random = randomFrom(seed + 2)
    for (let round = 0; round < 30; round++) {
      const world = randomWorld(random, 1)
      await plantWorld(server, world)
      const attribute = world.attributes[random.below(world.attributes.length)]?.id ?? ''
      const held = new Set(
        world.groupValues.filter((it) => it.attribute === attribute).map((it) => it.group),
      )
      const free = world.groups.find(({ id }) => !held.has(id))
      if (free === undefined) continue
      const list = `/user_attributes/${attribute}/group_values`
      const before = await server.api('GET', list)
      const one = `/groups/${free.id}/attribute_values/${attribute}`
      const set = await server.api('PATCH', one, { value: 'set' })
      expect((await server.api('GET', list)).json).toEqual([...before.json, set.json])
      expect((await server.api('DELETE', one)).status).toBe(204)
      expect((await server.api('GET', list)).json).toEqual(before.json)
    }
  })
})
