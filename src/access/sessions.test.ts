// The use of a browser's session is noted now and then; where it cannot be, its caller goes on all the same.
import { expect, it } from 'vitest'
import { Catalogue } from '../domain/catalogue.ts'
import type { SessionCookie } from '../http/cookie.ts'
import type { OwnOrigin } from '../http/own-origin.ts'
import { newSecret } from '../keys/secret-text.ts'
import { limits } from '../limits.ts'
import { type Db, LostRace, Unavailable } from '../store/db.ts'
import { callers } from './sessions.ts'

const secret = newSecret('session', (count) => new Uint8Array(count))

/** Finds the caller of the session, which was last used long ago, in a store whose commit does this. */
function found(commit: () => Promise<unknown>) {
  const catalogue = new Catalogue({
    ...{ version: 1, attributes: [], groupValues: [], groups: [], roles: [] },
  })
  const now = limits.session_noted_milliseconds + 1
  const holder = {
    ...{ user_id: '5', sudo_by: null, credentials_api3_id: null, oauth_group_id: null },
    ...{ authority: 1, sudo_authority: null, expires_at: 2 * now },
    ...{ session_id: '9', created_at: 0, last_used_at: 0 },
  }
  let reads = 0
  const read = async () => {
    reads++
    return [[{ version: 1 }], [holder], [], []]
  }
  const { find } = callers({
    db: { read, commit, authorityEpoch: 1 } as unknown as Db,
    digest: (token) => token,
    catalogueAt: () => catalogue,
    now: () => now,
    cookie: {} as SessionCookie,
    own: {} as OwnOrigin,
  })
  return { find: () => find(`\0${secret}`, false), reads: () => reads }
}

it.each([
  ['is noted, and read again', async () => [], 2],
  ['was noted by somebody else meanwhile, and is read again', () => rejected(new LostRace()), 2],
  ['is not noted while the store takes nothing', () => rejected(new Unavailable('full')), 1],
])('a session %s', async (_, commit, times) => {
  const { find, reads } = found(commit)
  expect(await find()).toMatchObject({ user_id: '5' })
  expect(reads()).toBe(times)
})

it('nobody is found when the store fails otherwise', async () => {
  await expect(found(() => rejected(new Error('a fault'))).find()).rejects.toThrow('a fault')
})

const rejected = (error: Error): Promise<unknown> => Promise.reject(error)
