// Values are taken out of the audit in portions: each change of each user comes once, and a portion stays small.
import { describe, expect, it } from 'vitest'
import type { UserAttributeId } from '../ids.ts'
import type { Db } from '../store/db.ts'
import { historiesOfPage } from './sql.ts'
import { takeFromHistories, takeFromLists } from './taking-away.ts'

const id = '14' as UserAttributeId
const keys = { redaction: () => 'digest' }
const megabyte = 1024 * 1024

/** A store whose reads have these answers, one after the other. */
function answering(...answers: readonly unknown[]) {
  const left = [...answers]
  const db = { read: async () => left.shift() } as unknown as Pick<Db, 'read'>
  return { db, keys, left }
}

/** The newest changes of users with these numbers: the change has the number of its user. */
const users = (first: number, count: number, step = 1) =>
  Array.from({ length: count }, (_, n) => {
    const user = first + n * step
    return { user_id: String(user), newest_change: user }
  })

const redactedBy = (statements: readonly { readonly parameters: readonly unknown[] }[]) =>
  statements.flatMap(({ parameters }) =>
    JSON.parse(String(parameters[0])).map((one: { sequence: number }) => one.sequence),
  )

describe('the histories of values', () => {
  const most = historiesOfPage
  it.each([
    ['of the values that are held', users(1, most), users(1, most, 2), most],
    ['of those that were removed', users(1, most, 2), users(1, most), most],
    ['that is full alone', users(1, 10, 1000), users(1, most), most],
    ['none of which is full', users(1, 10), users(1, 20), 20],
    ['that ends with one that was removed', users(5, 1), users(9, 1), 9],
    ['of which one is empty', [], users(5, 3), 7],
  ])('are followed up to the end of the page %s', async (_, held, ended, last) => {
    const parts = answering([held, ended], [[]])
    const { next } = await takeFromHistories(parts, id, '')
    expect(JSON.parse(String(next))).toEqual({ after: String(last), changes: [] })
    expect(parts.left).toEqual([])
  })

  it('end when there are no more users', async () => {
    const taken = await takeFromHistories(answering([[], []]), id, '{"after":"7","changes":[]}')
    expect(taken).toEqual({ statements: [], next: undefined })
  })

  it('pass users whose values no row of the audit has set', async () => {
    const never = [{ user_id: '9', newest_change: null }]
    const taken = await takeFromHistories(answering([never, never]), id, '')
    expect(taken).toEqual({ statements: [], next: '{"after":"9","changes":[]}' })
  })

  it('go on with what did not fit and with the changes before', async () => {
    const rows = [
      { sequence: 30, previous_change: 20, bytes: megabyte },
      { sequence: 31, previous_change: null, bytes: null },
      { sequence: 32, previous_change: 22, bytes: 1 },
    ]
    const place = '{"after":"5","changes":[30,31,32,33]}'
    const values = [{ sequence: 30, chain_id: '1', chain_sequence: 30, new_value: 'x' }]
    const { statements, next } = await takeFromHistories(answering([rows], [values]), id, place)
    expect(redactedBy(statements)).toEqual([30])
    // Nothing has the number 33, and nothing comes before 31.
    expect(JSON.parse(String(next))).toEqual({ after: '5', changes: [32, 20] })
  })
})

describe('the values of lists', () => {
  it('are taken up to a megabyte at once, one at least', async () => {
    const rows = [
      { sequence: 3, bytes: 2 * megabyte },
      { sequence: 4, bytes: 1 },
    ]
    const values = [{ sequence: 3, chain_id: '1', chain_sequence: 3, new_value: 'x' }]
    const { statements, next } = await takeFromLists(answering([rows], [values]), id, '')
    expect([redactedBy(statements), next]).toEqual([[3], '3'])
  })

  it('need no statement when somebody else has taken them meanwhile', async () => {
    const rows = [{ sequence: 3, bytes: 1 }]
    expect(await takeFromLists(answering([rows], [[]]), id, '')).toEqual({
      statements: [],
      next: '3',
    })
  })

  it('end after the last', async () => {
    expect(await takeFromLists(answering([[]]), id, '8')).toEqual({
      statements: [],
      next: undefined,
    })
  })
})
