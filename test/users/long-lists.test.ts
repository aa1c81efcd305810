// Lists too long for one turn of the event loop: equal to their pages, from one moment, and few at a time.
import { readdirSync, readlinkSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import type { Statement } from '../../src/store/statement.ts'
import { altered } from '../support/altered-db.ts'
import { together } from '../support/in-process.ts'
import {
  type Answer,
  type Api,
  type Caller,
  startServer,
  type TestServer,
} from '../support/server.ts'
import { aRole, aUser, giveRole } from '../support/world.ts'

const people = limits.listed_at_once + 50

/** Runs before each part of a list is read. */
let beforePart: (part: number) => Promise<unknown> | undefined = () => undefined
let parts = 0
const isPart = ({ text }: Statement) =>
  [
    'where ("users"."id" in (select cast(value as bigint) from json_each(+?))) order by',
    'from "credentials_email" where "user_id" in (select cast(value as bigint) from json_each(+?))',
  ].some((part) => text.includes(part))

let server: TestServer
let reader: Caller
beforeAll(async () => {
  server = await startServer({
    wrapDb: (db) =>
      altered(db, {
        async read(statements, plain) {
          if (statements.some(isPart)) await beforePart(++parts)
          return plain(...statements)
        },
      }),
  })
  const jobs = Array.from({ length: people }, (_, at) => async () => {
    const [first_name, last_name] = [`First ${at % 7}`, `Last ${(at * 37) % people}`]
    const { json } = await server.api('POST', '/users', { first_name, last_name })
    const email = `p${(at * 41) % people}@acme.example`
    await server.api('POST', `/users/${json.id}/credentials_email`, { email })
  })
  await together(16, jobs)
  await server.api('POST', '/users', { first_name: 'First _', last_name: 'L%' })
  reader = await server.signIn(await aUser(server))
})
afterAll(() => server.stop())

/** All pages of a list, joined. */
async function paged(api: Api, path: string): Promise<unknown[]> {
  const found: unknown[] = []
  for (;;) {
    const page = await api('GET', `${path}&limit=400&offset=${found.length}`)
    found.push(...page.json)
    if (page.json.length < 400) return found
  }
}

describe('a long list', () => {
  const lists = [
    '/users?sorts=id',
    '/users?fields=id,email&sorts=last_name desc',
    '/users/search?last_name=L%25&sorts=first_name,last_name desc',
    '/users/search?last_name=L%25&fields=display_name,can(show)',
    '/users/search?first_name=First _',
    '/users/search/names/last%25?fields=id',
    '/groups/1/users?fields=id,group_ids',
    '/credentials_email/search?fields=email,user_id',
    '/credentials_email/search?sorts=email desc&fields=email',
    '/credentials_email/search?email=p_%25@acme.example&fields=email',
  ]
  it.each(lists)('has what its pages have: %s', async (path) => {
    const forAdministrators = path.startsWith('/credentials_email')
    for (const { api } of forAdministrators ? [server] : [server, reader]) {
      parts = 0
      const whole = await api('GET', encodeURI(path).replaceAll('%2525', '%25'))
      expect(whole.status).toBe(200)
      const { length } = whole.json
      const isLong = length > limits.listed_at_once
      expect(parts).toBe(isLong ? Math.ceil(length / limits.listed_in_a_part) : 0)
      expect(Number(whole.headers['content-length'])).toBe(Buffer.byteLength(whole.text))
      expect(whole.json).toEqual(await paged(api, encodeURI(path).replaceAll('%2525', '%25')))
    }
  })

  it('was long for everybody but who may see nobody', async () => {
    expect((await server.api('GET', '/users?fields=id')).json.length).toBeGreaterThan(people)
    expect((await reader.api('GET', '/users?fields=id')).json.length).toBeGreaterThan(people)
  })

  it('ends where its limit says, begins where its offset says, and tells how many there are', async () => {
    const all = (await server.api('GET', '/users?fields=id')).json
    const limit = limits.listed_at_once + 20
    const cut = await server.api('GET', `/users?fields=id&limit=${limit}&offset=3`)
    expect(cut.json).toEqual(all.slice(3, 3 + limit))
    expect(cut.headers['x-total-count']).toBe(String(all.length))
    expect(cut.headers['link']).toContain('rel="next"')
    const rest = await server.api('GET', '/users?fields=id&offset=5')
    expect(rest.json).toEqual(all.slice(5))
  })

  it('is one that has more than are listed at once', async () => {
    const partsOf = async (limit: number) => {
      parts = 0
      const list = await server.api('GET', `/users?fields=id&limit=${limit}`)
      expect(list.json).toHaveLength(limit)
      return parts
    }
    const most = limits.listed_at_once
    expect(await partsOf(most)).toBe(0)
    expect(await partsOf(most + 1)).toBe(Math.ceil((most + 1) / limits.listed_in_a_part))
  })

  it('is of one moment, while others change what it shows and are answered meanwhile', async () => {
    const ids: string[] = (await server.api('GET', '/users?fields=id&sorts=id')).json.map(
      ({ id }: { id: string }) => id,
    )
    const [first = '', last = ''] = [ids[1], ids.at(-1)]
    const rename = async (id: string, last_name: string) =>
      expect((await server.api('PATCH', `/users/${id}`, { last_name })).status).toBe(200)
    await rename(first, 'before')
    await rename(last, 'before')
    parts = 0
    beforePart = async (part) => {
      if (part !== 4) return
      await rename(first, 'after')
      await rename(last, 'after')
    }
    const list = await server.api('GET', '/users?fields=id,last_name&sorts=id')
    beforePart = () => undefined
    const named = new Map(
      list.json.map((it: { id: string; last_name: string }) => [it.id, it.last_name]),
    )
    expect([named.get(first), named.get(last)]).toEqual(['before', 'before'])
    const now = await server.api('GET', `/users/${last}?fields=last_name`)
    expect(now.json).toEqual({ last_name: 'after' })
  })

  it('is refused when too many wait for theirs; the others get it', async () => {
    let go = () => {}
    const gate = new Promise<void>((resolve) => {
      go = resolve
    })
    beforePart = () => gate
    const options = { unchecked: true }
    // One list is written, the maximum number waits, and another caller still has a place.
    expect(limits.long_lists).toBeGreaterThan(1)
    const most = 1 + limits.waiting_long_lists
    const asked: Promise<Answer>[] = []
    const refused = new Promise<Answer>((resolve) => {
      for (let at = 0; at < most + 1; at++) {
        const answer = server.api('GET', '/users?fields=id', undefined, options)
        asked.push(answer)
        answer.then((it) => it.status !== 200 && resolve(it))
      }
    })
    const { status, headers } = await refused
    expect([status, headers['retry-after']]).toEqual([429, '1'])
    // Other requests of this caller, for shorter answers, are served.
    expect((await server.api('GET', '/users?limit=5')).status).toBe(200)
    const other = reader.api('GET', '/users?fields=id')
    go()
    expect((await other).status).toBe(200)
    const statuses = (await Promise.all(asked)).map((answer) => answer.status)
    expect(statuses.filter((it) => it === 200)).toHaveLength(most)
    beforePart = () => undefined
  })

  it('is not begun for somebody whose rights have just gone', async () => {
    const user = await aUser(server)
    await giveRole(server, user, await aRole(server, ['see_users']))
    const { api } = await server.signIn(user)
    expect((await api('GET', '/users?fields=id,email')).status).toBe(200)
    parts = 0
    beforePart = (part) =>
      part === 1 ? server.api('PATCH', `/users/${user}`, { is_disabled: true }) : undefined
    expect((await api('GET', '/users?fields=id,email')).status).toBe(200)
    beforePart = () => undefined
    expect((await api('GET', '/users?fields=id,email')).status).toBe(401)
  })
})

/** Lists on disk that are open in this process, once those have gone that are about to. */
async function openLists(): Promise<number> {
  const isList = (descriptor: string) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).includes('/attrium.list-')
    } catch {
      return false
    }
  }
  for (let look = 0; ; look++) {
    const open = readdirSync('/proc/self/fd').filter(isList).length
    if (open === 0 || look === 200) return open
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

// Node ends the process when one that is still open is collected.
describe.skipIf(process.platform !== 'linux')('a long list that is no answer (needs /proc)', () => {
  const held = async () => {
    const ids: string[] = (await server.api('GET', '/users?fields=id&sorts=id')).json.map(
      ({ id }: { id: string }) => id,
    )
    return { ids, path: `/roles/${await aRole(server, ['see_users'])}/users` }
  }

  it('is gone after a refusal of what was asked, or of the change', async () => {
    const { ids, path } = await held()
    expect((await server.api('PUT', path, [...ids, '999999'])).status).toBe(422)
    // None of them has a key.
    const people = ids.slice(1, limits.listed_at_once + 2)
    expect((await server.api('PUT', '/roles/2/users', people)).status).toBe(403)
    expect(await openLists()).toBe(0)
  })

  it('is gone after an attempt that lost its race', async () => {
    const { ids, path } = await held()
    parts = 0
    beforePart = async (part) => {
      if (part === 2) await server.api('POST', '/groups', { name: 'meanwhile' })
    }
    expect((await server.api('PUT', path, ids)).status).toBe(200)
    beforePart = () => undefined
    expect(parts).toBeGreaterThan(Math.ceil(ids.length / limits.listed_in_a_part))
    expect(await openLists()).toBe(0)
  })
})
