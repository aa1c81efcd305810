// Guards of long lists.
import type { Guard } from './guard.ts'

export const listGuards: readonly Guard[] = [
  {
    id: 'list-1',
    item: 'T-19',
    guard: 'Others get their turn while a long list is made.',
    file: 'src/store/sqlite/engine.ts',
    old: 'if (begun) await nextTurn()',
    new: '',
    caughtBy: ['G-14'],
  },
  {
    id: 'list-2',
    item: 'T-31',
    guard: 'A long list is of one moment.',
    file: 'src/request/request-context.ts',
    old: 'db.snapshot(async (read) => {',
    new: '(async (action) => action(db.read.bind(db)))(async (read) => {',
    caughtBy: ['test/users/long-lists.test.ts'],
  },
  {
    id: 'list-3',
    item: 'T-31',
    guard: 'A snapshot of SQLite is of a moment of which it is known who may do what.',
    file: 'src/store/sqlite/engine.ts',
    old: 'if (this.#inFlight) this.#whenFlushed.push(take)',
    new: 'if (false) this.#whenFlushed.push(take)',
    caughtBy: ['src/store/sqlite/snapshot.test.ts'],
  },
  {
    id: 'list-4',
    item: 'T-33',
    guard: 'Only so many wait for a long list.',
    file: 'src/turns.ts',
    old: 'if (this.#waiting.lengthOf(caller) >= this.#places.waiting) {',
    new: 'if (this.#waiting.lengthOf(caller) < 0) {',
    caughtBy: ['src/turns.test.ts'],
  },
]
