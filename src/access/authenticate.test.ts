// Finding the caller that a header names: the reads of the store and the remembered answers.
import { describe, expect, test } from 'vitest'
import { Catalogue } from '../domain/catalogue.ts'
import type { Db } from '../store/db.ts'
import { authenticator } from './authenticate.ts'

const catalogueOf = (version: number) =>
  new Catalogue({ version, attributes: [], groupValues: [], groups: [], roles: [] })

const holder = {
  user_id: '5',
  sudo_by: null,
  credentials_api3_id: '7',
  expires_at: 1000,
  authority: 1,
  sudo_authority: null,
  oauth_group_id: null,
}

/** A store with one valid token, `good`, which counts how often it is read. */
function aStore(catalogue: Catalogue = catalogueOf(1)) {
  const seen = { reads: 0, catalogues: 0, epoch: 1, versions: [1] }
  const db = {
    read: async () => {
      seen.reads++
      const version = seen.versions.length > 1 ? seen.versions.shift() : seen.versions[0]
      return [version === undefined ? [] : [{ version }], [holder], [], []]
    },
    get authorityEpoch() {
      return seen.epoch
    },
  } as unknown as Db
  const options = {
    db,
    digest: (token: string) => token,
    isToken: (text: string) => text.startsWith('good'),
    catalogueAt: () => {
      seen.catalogues++
      return catalogue
    },
    now: () => 500,
  }
  return { seen, authenticate: authenticator(options) }
}

describe('a header', () => {
  test.each(['', 'good', 'Bearer', 'Bearer bad', 'Basic good', 'Bearer good more', '  '])(
    '%j is nobody, and the store is not asked',
    async (header) => {
      const { seen, authenticate } = aStore()
      expect(await authenticate(header, false)).toBeUndefined()
      expect(seen.reads).toBe(0)
    },
  )

  test.each(['Bearer good', 'token good', 'TOKEN  good', ' bearer good '])(
    '%j is whom the token belongs to',
    async (header) => {
      const { authenticate } = aStore()
      expect(await authenticate(header, false)).toMatchObject({ user_id: '5', is_admin: false })
    },
  )
})

describe('an authenticator', () => {
  test('asks the store once for a token, until rights may have changed', async () => {
    const { seen, authenticate } = aStore()
    await authenticate('token good', false)
    await authenticate('token good', false)
    expect(seen.reads).toBe(1)
    seen.epoch++
    await authenticate('token good', false)
    expect(seen.reads).toBe(2)
  })

  test('asks it again when it is told to', async () => {
    const { seen, authenticate } = aStore()
    await authenticate('token good', false)
    await authenticate('token good', true)
    expect(seen.reads).toBe(2)
  })

  test('does not remember what it read while rights may have changed', async () => {
    const { seen, authenticate } = aStore()
    const pending = authenticate('token good', false)
    seen.epoch++
    expect(await pending).toMatchObject({ user_id: '5' })
    await authenticate('token good', false)
    expect(seen.reads).toBe(2)
  })

  test('takes a store that says no version of its catalogue for the first', async () => {
    const { seen, authenticate } = aStore(catalogueOf(0))
    seen.versions = []
    expect(await authenticate('token good', false)).toMatchObject({ basis: { catalogue: 0 } })
  })

  test('remembers ten thousand and starts anew', async () => {
    const { seen, authenticate } = aStore()
    for (let at = 0; at <= 10_000; at++) await authenticate(`token good${at}`, false)
    await authenticate('token good10000', false)
    expect(seen.reads).toBe(10_001)
    await authenticate('token good0', false)
    expect(seen.reads).toBe(10_002)
  })

  test('reads again when the catalogue has moved on meanwhile', async () => {
    const { seen, authenticate } = aStore(catalogueOf(3))
    seen.versions = [2, 3]
    expect(await authenticate('token good', false)).toMatchObject({ basis: { catalogue: 3 } })
    expect([seen.reads, seen.catalogues]).toEqual([2, 2])
  })
})
