// Guards against excess: rates, sizes, patterns.
import type { Guard } from './guard.ts'

export const limitGuards: readonly Guard[] = [
  {
    id: 'fitting-1',
    item: 'T-16',
    guard: 'Group values are stored only while the list that replaces them can still be sent.',
    caughtBy: ['test/user-attributes/fitting.test.ts'],
  },
  {
    id: 'fitting-2',
    item: 'T-16',
    guard:
      'The names of a set are stored only while the list that replaces them can still be sent.',
    caughtBy: ['test/user-attributes/fitting.test.ts'],
  },
  {
    id: 'limit-1',
    item: 'T-34',
    guard: 'A refused caller is remembered, however many other callers come by.',
    caughtBy: ['src/http/rate-limit.test.ts'],
  },
  {
    id: 'limit-2',
    item: 'T-01',
    guard: 'Guesses at the same time get no more answers than guesses one after the other.',
    caughtBy: ['src/http/throttle.test.ts'],
  },
  {
    id: 'limit-3',
    item: 'T-34',
    guard: 'All addresses of one IPv6 network count as one caller.',
    caughtBy: ['src/http/throttle.test.ts'],
  },
  {
    id: 'limit-4',
    item: 'T-34',
    guard: 'All client ids that are longer than any real one count as one.',
    caughtBy: ['src/http/throttle.test.ts'],
  },
  {
    id: 'limit-5',
    item: 'T-41',
    guard: 'A connection is not read while its requests wait.',
    caughtBy: ['src/http/one-at-a-time.test.ts'],
  },
  {
    id: 'limit-6',
    item: 'T-41',
    guard: 'Requests that arrive together on one connection are begun one after the other.',
    caughtBy: ['src/http/one-at-a-time.test.ts'],
  },
  {
    id: 'limit-7',
    item: 'T-41',
    guard: 'A body stays in the network until somebody reads it.',
    caughtBy: ['src/http/one-at-a-time.test.ts'],
  },
  {
    id: 'limit-8',
    item: 'T-41',
    guard: 'Callers take turns when one turn of the event loop is full.',
    caughtBy: ['src/http/fair-turns.test.ts', 'src/request/turns.test.ts'],
  },
  {
    id: 'limit-9',
    item: 'T-41',
    guard: 'A request that has waited too long is refused.',
    caughtBy: ['src/http/fair-turns.test.ts'],
  },
  {
    id: 'limit-10',
    item: 'T-41',
    guard: 'A caller who does not read answers is refused more of them.',
    caughtBy: ['src/http/held-bytes.test.ts'],
  },
  {
    id: 'limit-11',
    item: 'T-42',
    guard: 'The unread answers of all callers together are limited.',
    caughtBy: ['src/http/held-bytes.test.ts'],
  },
  {
    id: 'limit-12',
    item: 'T-42',
    guard: 'An answer that waits on disk for its reader cannot be read there.',
    caughtBy: ['src/files/spool.test.ts'],
  },
  {
    id: 'limit-13',
    item: 'T-42',
    guard: 'Only one long list is made for a caller at a time.',
    caughtBy: ['src/request/turns.test.ts'],
  },
  {
    id: 'limit-14',
    item: 'T-19',
    guard:
      'Statements that are kept are limited by the length of their texts, not by their number alone.',
    caughtBy: ['src/store/by-text.test.ts'],
  },
  {
    id: 'limit-15',
    item: 'T-19',
    guard: 'A field that is named twice adds only one term to an order.',
    caughtBy: ['src/http/sorts.test.ts'],
  },
  {
    id: 'limit-16',
    item: 'T-19',
    guard: 'The header Link stays within the length that clients accept.',
    caughtBy: ['src/http/paging.test.ts'],
  },
  {
    id: 'limit-17',
    item: 'T-23',
    guard: "A proxy's report of the caller is kept only if it is an address.",
    caughtBy: ['test/logs/forwarded-addresses.test.ts'],
  },
  {
    id: 'limit-18',
    item: 'T-16',
    guard: 'A sign-in form is checked like JSON.',
    caughtBy: ['test/http/odd-texts.test.ts'],
  },
  {
    id: 'limit-19',
    item: 'F-26',
    guard: 'A thread that cannot start does not end the server.',
    caughtBy: ['test/http/hostile/descriptors.test.ts'],
  },
  {
    id: 'limit-20',
    item: 'F-04',
    guard: 'A log that cannot be written does not end the server.',
    caughtBy: ['test/logs/unwritable-log.test.ts'],
  },
  {
    id: 'limit-21',
    item: 'T-42',
    guard: 'A caller with too many long bodies under way is refused more of them.',
    caughtBy: ['test/http/hostile/long-bodies.test.ts'],
  },
  {
    id: 'limit-22',
    item: 'T-42',
    guard: 'A body of unknown length counts as the longest possible one.',
    caughtBy: ['test/http/hostile/long-bodies.test.ts'],
  },
  {
    id: 'limit-23',
    item: 'T-41',
    guard: 'After a long turn of requests that cost little, fewer of them begin in the next one.',
    caughtBy: ['src/http/fair-turns.test.ts'],
  },
  {
    id: 'limit-24',
    item: 'F-19',
    guard:
      'A request that has lost two races is settled before those that came later and lost as well.',
    caughtBy: ['src/http/settling.test.ts'],
  },
  {
    id: 'limit-25',
    item: 'T-41',
    guard: 'A list without a limit costs as much as one with a limit.',
    caughtBy: ['src/http/cost.test.ts'],
  },
  {
    id: 'limit-26',
    item: 'T-41',
    guard: 'A request that arrives before the last one is answered is read only later.',
    caughtBy: ['src/http/one-at-a-time.test.ts'],
  },
]
