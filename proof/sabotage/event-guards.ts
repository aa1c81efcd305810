// Guards of events and of requests that wait.
import type { Guard } from './guard.ts'

const asked = ['test/events/events.test.ts']
const bounds = ['test/events/bounds.test.ts']

export const eventGuards: readonly Guard[] = [
  {
    id: 'event-1',
    item: 'T-41',
    guard: 'Only so many requests of one caller wait at a time.',
    caughtBy: bounds,
  },
  {
    id: 'event-2',
    item: 'T-41',
    guard: 'Only so many requests wait at a time.',
    caughtBy: bounds,
  },
  {
    id: 'event-3',
    item: 'T-41',
    guard: 'Who has gone does not wait any longer.',
    caughtBy: bounds,
  },
  {
    id: 'event-4',
    item: 'T-04',
    guard: 'Who has waited is answered only if their token still lives.',
    caughtBy: asked,
  },
  {
    id: 'event-5',
    item: 'F-09',
    guard: 'Who waits is answered when the server stops.',
    caughtBy: asked,
  },
  {
    id: 'event-6',
    item: 'T-16',
    guard: 'Only what looks like a cursor is read as one.',
    caughtBy: asked,
  },
  {
    id: 'event-7',
    item: 'T-09',
    guard: 'Events tell of a hidden value only that it has changed.',
    caughtBy: asked,
  },
  {
    id: 'event-8',
    item: 'T-09',
    guard: 'When values become hidden, events tell that a copy has to forget them.',
    caughtBy: asked,
  },
  {
    id: 'event-9',
    item: 'T-31',
    guard: 'An event is told only after all commits that took smaller numbers have ended.',
    caughtBy: ['test/postgres/events.test.ts'],
  },
  {
    id: 'event-10',
    item: 'T-16',
    guard: 'A cursor within a change is refused if no change begins at its row.',
    caughtBy: asked,
  },
  {
    id: 'event-11',
    item: 'T-31',
    guard:
      'A cursor between two events of a user comes before all of them, so that none is passed over.',
    caughtBy: asked,
  },
  {
    id: 'event-12',
    item: 'T-31',
    guard: 'A cursor counts only as long as its row is the one that it was made of.',
    caughtBy: asked,
  },
  {
    id: 'event-13',
    item: 'T-31',
    guard: 'Who waits is asked for their rights again when rights may have changed.',
    caughtBy: asked,
  },
  {
    id: 'event-14',
    item: 'T-25',
    guard: 'Events are for those who manage user attributes.',
    caughtBy: asked,
  },
  {
    id: 'event-15',
    item: 'T-51',
    guard: 'A value that has ended is told as ended, even if it is replaced before a sweep.',
    caughtBy: ['test/events/for-a-time.test.ts'],
  },
  {
    id: 'event-16',
    item: 'T-51',
    guard: 'What a membership gave is told as ended, even if the user is deleted before a sweep.',
    caughtBy: ['test/events/for-a-time.test.ts'],
  },
  {
    id: 'event-17',
    item: 'T-51',
    guard:
      'A value of a group that has ended is told as ended, even if its group is deleted before a sweep.',
    caughtBy: ['test/groups/values-for-a-time.test.ts'],
  },
]
