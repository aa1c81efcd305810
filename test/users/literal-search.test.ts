// A literal match comes first in every search, and `^_` and `^%` mean the characters themselves (looker 8.5).
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresSpelling } from '../../src/store/differences.ts'
import type { Statement } from '../../src/store/statement.ts'
import { textTerm } from '../../src/texts/search-terms.ts'
import { userPage } from '../../src/users/sql.ts'
import { databaseOf, engine } from '../support/server.ts'
import { type People, startPeople } from './people.ts'

let people: People
const users: Record<string, string> = {}
beforeAll(async () => {
  people = await startPeople()
  const { write, aUser, admin } = people
  // Created first, so that it would come first in the order of ids.
  for (const name of ['dana.lee', 'dana_lee', 'danaxlee', 'dana%lee']) {
    const id = await aUser({ first_name: name, last_name: name.replace('lee', 'li') })
    await admin('POST', `/users/${id}/credentials_email`, { email: `${name}@acme.example` })
    users[name] = id
  }
  await write(
    ...['g.x', 'g_x', 'g%x'].map(
      (name, at) => `insert into groups (id, name, name_key, external_group_id)
        values (${70 + at}, '${name}', '${name}', 'at ${name}')`,
    ),
    ...['s.x', 's_x', 's%x'].flatMap((name, at) => [
      `insert into permission_sets (id, name, name_key, permissions)
        values (${80 + at}, '${name}', '${name}', '[]')`,
      `insert into model_sets (id, name, name_key, models)
        values (${80 + at}, '${name}', '${name}', '[]')`,
      `insert into roles (id, name, name_key, permission_set_id, model_set_id)
        values (${80 + at}, '${name}', '${name}', ${80 + at}, ${80 + at})`,
    ]),
    'update catalogue set version = version + 1',
  )
})
afterAll(() => people.stop())

/** The searches, each with one parameter and the field that shows which rows were found. */
const searches: [path: string, parameter: string, of: string, shown: string, prefix: string][] = [
  ['/users/search', 'email', 'dana?lee', 'first_name', '@acme.example'],
  ['/users/search', 'first_name', 'dana?lee', 'first_name', ''],
  ['/users/search', 'last_name', 'dana?li', 'last_name', ''],
  ['/users/search', 'full_name', 'dana?lee dana?li', 'display_name', ''],
  ['/users/search/names/', '', 'dana?lee', 'first_name', ''],
  ['/credentials_email/search', 'email', 'dana?lee', 'email', '@acme.example'],
  ['/groups/search', 'name', 'g?x', 'name', ''],
  ['/groups/search', 'external_group_id', 'at g?x', 'external_group_id', ''],
  ['/groups/search/with_roles', 'name', 'g?x', 'name', ''],
  ['/groups/search/with_hierarchy', 'name', 'g?x', 'name', ''],
  ['/permission_sets/search', 'name', 's?x', 'name', ''],
  ['/model_sets/search', 'name', 's?x', 'name', ''],
  ['/roles/search', 'name', 's?x', 'name', ''],
  ['/roles/search/with_user_count', 'name', 's?x', 'name', ''],
]

describe.each(searches)('%s by %s', (path, parameter, of, shown, ending) => {
  const found = async (sign: string, more = ''): Promise<string[]> => {
    const text = encodeURIComponent(of.replaceAll('?', sign) + ending)
    const address = parameter === '' ? `${path}${text}?` : `${path}?${parameter}=${text}`
    const { status, json } = await people.admin('GET', `${address}${more}`)
    expect([address, status]).toEqual([address, 200])
    return json.map((row: Record<string, string>) => row[shown])
  }
  const named = (sign: string) =>
    expect.stringContaining(of.replaceAll('?', sign).split('@')[0] ?? '')

  it('finds the literal row first, and the others after it', async () => {
    for (const sign of ['_', '%']) {
      const all = await found(sign)
      expect(all[0]).toEqual(named(sign))
      expect(all.length).toBeGreaterThan(2)
      expect(new Set(all).size).toBe(all.length)
      expect(await found(sign, '&limit=1')).toEqual(all.slice(0, 1))
      expect(await found(sign, '&limit=1&offset=1')).toEqual(all.slice(1, 2))
      expect(await found(sign, '&limit=5&offset=1')).toEqual(all.slice(1, 6))
    }
  })

  it('asks for the character with ^ or a backslash before it', async () => {
    for (const sign of ['_', '%']) {
      expect(await found(`^${sign}`)).toEqual([named(sign)])
      expect(await found(`\\${sign}`)).toEqual([named(sign)])
    }
  })

  it('keeps the order that `sorts` asks for', async () => {
    const sorts = path.startsWith('/credentials_email') ? 'user_id' : 'id'
    expect((await found('_', `&sorts=${sorts}`))[0]).toEqual(named('.'))
  })
})

describe('a second parameter with a wildcard', () => {
  it.each([
    ['/users/search?email=dana_lee@acme.example&last_name=D%25', 'first_name', 'dana_lee'],
    ['/users/search?last_name=D%25&email=dana_lee@acme.example', 'first_name', 'dana_lee'],
    ['/users/search?first_name=%25&full_name=dana_lee dana_li', 'first_name', 'dana_lee'],
    ['/users/search?first_name=dana_lee&last_name=dana%25&email=%25', 'first_name', 'dana_lee'],
    ['/users/search/names/%25?email=dana_lee@acme.example', 'first_name', 'dana_lee'],
    ['/users/search/names/dana_lee?last_name=D%25', 'first_name', 'dana_lee'],
    ['/groups/search?external_group_id=at%25&name=g_x', 'name', 'g_x'],
    ['/groups/search/with_roles?external_group_id=at g_x&name=%25', 'name', 'g_x'],
    ['/groups/search/with_hierarchy?external_group_id=at%25&name=g_x', 'name', 'g_x'],
  ])('leaves the literal row first in %s', async (path, shown, first) => {
    const { json } = await people.admin('GET', path)
    expect(json.length).toBeGreaterThan(2)
    expect(json[0][shown]).toBe(first)
    const ids = (rows: { id: string }[]) => rows.map(({ id }) => id)
    const more = async (page: string) => ids((await people.admin('GET', path + page)).json)
    expect(await more('&limit=1')).toEqual(ids(json).slice(0, 1))
    expect(await more('&limit=2&offset=1')).toEqual(ids(json).slice(1, 3))
    expect(new Set(ids(json)).size).toBe(json.length)
  })

  it('puts rows first that match more of them literally', async () => {
    const path = '/users/search?first_name=dana%25lee&last_name=dana_li'
    const { json } = await people.admin('GET', path)
    const names = json.map((row: Record<string, string>) => row['first_name'])
    expect(names).toEqual(['dana_lee', 'dana%lee', 'dana.lee', 'danaxlee'])
    const both = '/users/search?first_name=dana_lee&last_name=dana_li&email=dana%25'
    expect((await people.admin('GET', `${both}&limit=1`)).json[0].first_name).toBe('dana_lee')
  })

  it('decides nothing where one of them is enough', async () => {
    for (const path of [
      '/users/search?email=dana_lee@acme.example&last_name=D%25&filter_or=true',
      '/groups/search?external_group_id=at%25&name=g_x&filter_or=true',
    ]) {
      const [row] = (await people.admin('GET', `${path}&limit=1`)).json
      expect(['dana_lee', 'g_x']).toContain(row.first_name ?? row.name)
    }
  })
})

describe('a search of users', () => {
  const idsOf = async (query: string) =>
    (await people.admin('GET', `/users/search?${query}`)).json.map(({ id }: { id: string }) => id)

  it('puts the literal row first among rows that match any of several terms', async () => {
    const query = `id=${users['dana.lee']}&email=dana_lee@acme.example&filter_or=true`
    expect((await idsOf(query)).slice(0, 2)).toEqual([users['dana.lee'], users['dana_lee']])
    const page = await people.admin('GET', '/users/search?email=dana_lee@acme.example&limit=1')
    expect(page.headers['x-total-count']).toBe('4')
  })

  it('tells somebody who sees names only nothing of an address', async () => {
    const caller = await people.signIn(await people.aUser())
    const path = '/users/search?email=dana_lee@acme.example'
    expect((await caller('GET', path)).json).toEqual([])
    const byName = (await caller('GET', '/users/search/names/dana_lee')).json
    expect(byName[0].first_name).toBe('dana_lee')
  })

  it('finds the literal row by an index and ends with its page', async () => {
    await people.write(
      `with recursive n (i) as (select 1 union all select i + 1 from n where i < 20000)
        insert into users (first_name, last_name, first_name_key, last_name_key, created_at)
        select 'Many', 'Many', 'many', 'many', 0 from n`,
      `insert into credentials_email
          (user_id, email, email_key, created_at, forced_password_reset_at_next_login)
        select id, 'many' || id, 'many' || id, 0, ${engine === 'SQLite' ? '0' : 'false'}
        from users where first_name_key = 'many'`,
      'analyze',
    )
    const index = { SQLite: /email_1 \(email_key=\?\)/, PostgreSQL: /email_key = / }[engine] ?? /!/
    const search = { any: false, email: textTerm('email', 'many_%') }
    const needs = {
      groups: false,
      roles: false,
      locale: false,
      credentials: false,
      sessions: false,
    }
    const plan = await planOf(
      userPage({
        matching: { search },
        sorts: [],
        limit: 10,
        offset: 0,
        needs,
        now: 0,
        namesOnlyFor: undefined,
      }),
    )
    expect(plan).toMatch(index)
    expect(plan).toMatch(
      { SQLite: /SEARCH users USING INTEGER PRIMARY KEY/ }[engine] ?? /users_pkey/,
    )
  })
})

async function planOf({ text, parameters }: Statement): Promise<string> {
  let at = 0
  const written = text.replaceAll('+?', () => {
    const value = parameters[at++]
    return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
  })
  const rows =
    engine === 'SQLite'
      ? await people.rows(`explain query plan ${written}`)
      : await explained(postgresSpelling(written))
  return rows.map((row) => Object.values(row).join(' ')).join('\n')
}

async function explained(text: string): Promise<object[]> {
  const client = new Client({ connectionString: databaseOf(people.server) })
  await client.connect()
  const { rows } = await client.query(`explain ${text}`)
  await client.end()
  return rows
}
