// Flags as clients spell them: as JSON, or as text in any case, in every body and every query (clients 40).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Parameter } from '../../src/http/query.ts'
import type { TObject } from '../../src/http/schema.ts'
import { routes } from '../../src/routes.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const spellings = [
  [true, [true, 'true', 'True', 'TRUE', 'tRuE']],
  [false, [false, 'false', 'False', 'FALSE']],
] as const
const others = ['', ' true', 'yes', '1', 'on', 'null', 'truee', 1, 0, [], {}]

describe('a flag in a query', () => {
  const flags = routes.flatMap(({ query = {}, ...route }) =>
    Object.entries(query)
      .filter(([, parameter]) => (parameter as Parameter<unknown>).schema['type'] === 'boolean')
      .map(([name]) => ({ ...route, name })),
  )

  it('is understood in any case, and anything else refused, by every operation', async () => {
    const wrong: string[] = []
    for (const { operation, method, path, name } of flags) {
      const at = path.replace(/\{\w+\}/g, '1')
      const ask = (text: string) =>
        server.api(method, `${at}?${name}=${text}`, undefined, { unchecked: true })
      for (const [, given] of spellings) {
        const [first, ...more] = await Promise.all(given.map((it) => ask(String(it))))
        if (first?.status === 400) wrong.push(`${operation} ${name}=${given[0]} is 400`)
        if (method !== 'GET') continue
        const same = more.every(
          ({ status, text }) => status === first?.status && text === first.text,
        )
        if (!same) wrong.push(`${operation} ${name}=${given[0]} differs by its case`)
      }
      for (const text of ['yes', '1', 'truee', '%20true', 'None', 'null']) {
        const { status, json } = await ask(text)
        const refused = status === 400 && json.message === `${name} must be true or false.`
        if (!refused) wrong.push(`${operation} ${name}=${text} is ${status}`)
      }
    }
    expect(wrong).toEqual([])
    expect(flags.length).toBeGreaterThan(25)
  })
})

describe('a flag in a body', () => {
  const flags = routes.flatMap(({ operation, body }) => {
    const list = (body?.schema as { items?: TObject } | undefined)?.items
    const { properties = {} } = (list ?? body?.schema ?? {}) as Partial<TObject>
    const names = Object.entries(properties as Record<string, Record<string, unknown>>)
      .filter(([, field]) => field['type'] === 'boolean' && !field['readOnly'])
      .map(([name]) => name)
    return names.map((name) => ({ operation, body, name, inList: list !== undefined }))
  })
  const sent = ({ name, inList }: (typeof flags)[number], value: unknown) =>
    JSON.stringify(inList ? [{ [name]: value }] : { [name]: value })

  it('is read in any case, and anything else refused, by every operation', () => {
    for (const flag of flags) {
      const read = (value: unknown) => {
        const held = flag.body?.read(sent(flag, value))
        return ((flag.inList ? (held as unknown[])[0] : held) as Record<string, unknown>)[flag.name]
      }
      for (const [meant, given] of spellings) {
        for (const value of given)
          expect([flag.operation, read(value)]).toEqual([flag.operation, meant])
      }
      for (const value of others) {
        expect(() => read(value), `${flag.operation} ${flag.name} ${value}`).toThrow(
          'Validation Failed',
        )
      }
    }
    expect(flags.length).toBeGreaterThan(10)
  })

  it('is stored as it was meant, and told by name when it cannot be read', async () => {
    const { id } = await anAttribute(server)
    const path = `/user_attributes/${id}`
    const shown = async (body: object) => (await server.api('PATCH', path, body)).json
    expect(await shown({ user_can_view: 'True' })).toMatchObject({ user_can_view: true })
    expect(await shown({ user_can_view: 'false' })).toMatchObject({ user_can_view: false })
    const user = await aUser(server)
    const disabled = await server.api('PATCH', `/users/${user}`, { is_disabled: 'TRUE' })
    expect(disabled.json.is_disabled).toBe(true)
    const group = await aGroup(server)
    const { status, json } = await server.api('PATCH', `/groups/${group}`, {
      can_add_to_content_metadata: 'maybe',
    })
    expect([status, json.errors[0].field]).toEqual([422, 'can_add_to_content_metadata'])
  })
})
