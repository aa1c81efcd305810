// What callers are told of a commit that has failed.
import { expect, it } from 'vitest'
import { LostRace, OutcomeUnknown, Unavailable } from '../db.ts'
import { errorOf } from './outcome.ts'

it.each(['SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_WRITE', 'SQLITE_CORRUPT', 'SQLITE_NOTADB'])(
  'nobody knows whether it is stored where the disk has failed: %s',
  (code) => {
    expect(errorOf({ failed: 'words', code })).toBeInstanceOf(OutcomeUnknown)
  },
)

it.each(['SQLITE_FULL', 'SQLITE_BUSY', 'SQLITE_READONLY', 'SQLITE_IOERR_SHMSIZE'])(
  'nothing is stored where the store takes nothing: %s',
  (code) => {
    const error = errorOf({ failed: 'words', code })
    expect(error).toBeInstanceOf(Unavailable)
    expect(error).not.toBeInstanceOf(OutcomeUnknown)
  },
)

it('nothing is stored of what has lost its race', () => {
  expect(errorOf({ lost: null })).toBeInstanceOf(LostRace)
})
