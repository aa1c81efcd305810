// Guards of the history as its readers see it.
import type { Guard } from './guard.ts'

const access = ['test/history/access.test.ts']
const shown = ['test/history/history.test.ts']

export const toldHistoryGuards: readonly Guard[] = [
  {
    id: 'history-access-1',
    item: 'T-25',
    guard: 'Callers without rights see only changes of their own values.',
    caughtBy: access,
  },
  {
    id: 'history-access-2',
    item: 'T-25',
    guard: 'Changes of people, credentials and sessions are shown to administrators alone.',
    caughtBy: access,
  },
  {
    id: 'history-access-3',
    item: 'T-25',
    guard: 'A change that this version does not know is shown to administrators alone.',
    caughtBy: ['src/history/operation.test.ts'],
  },
  {
    id: 'history-access-4',
    item: 'T-25',
    guard: 'Who made a change is shown to those who may see users.',
    caughtBy: access,
  },
  {
    id: 'history-access-5',
    item: 'T-25',
    guard: 'Callers who manage nothing ask about themselves.',
    caughtBy: access,
  },
  {
    id: 'history-access-6',
    item: 'T-20',
    guard: 'Callers who manage nothing do not learn whether another user exists.',
    caughtBy: access,
  },
  {
    id: 'history-access-7',
    item: 'T-25',
    guard: 'The parameter `actor` does not tell who made a change to those who may not see users.',
    caughtBy: access,
  },
  {
    id: 'history-access-8',
    item: 'T-25',
    guard: 'The parameter `actor` does not tell that somebody was acting as its caller.',
    caughtBy: access,
  },
  {
    id: 'history-access-9',
    item: 'T-25',
    guard: 'Nobody is told that they did what somebody did who was acting as them.',
    caughtBy: access,
  },
  {
    id: 'history-access-10',
    item: 'T-25',
    guard:
      'A parameter that names nothing is refused: without it, the answer would be about everybody.',
    caughtBy: access,
  },
  {
    id: 'history-access-11',
    item: 'T-25',
    guard:
      'People see no change of their own that a reset has undone: somebody else may have had their id.',
    caughtBy: ['test/demo/after-a-reset.test.ts'],
  },
  {
    id: 'history-access-12',
    item: 'T-25',
    guard: 'Who sees the value in a row about a person sees nothing else of it.',
    caughtBy: ['test/history/access.test.ts'],
  },
  {
    id: 'history-hidden-1',
    item: 'T-09',
    guard: 'Values of a hidden attribute are not told, although older rows still have them.',
    caughtBy: shown,
  },
  {
    id: 'history-hidden-2',
    item: 'T-09',
    guard: 'Values of an attribute that was hidden when it was deleted are not told.',
    caughtBy: shown,
  },
  {
    id: 'history-hidden-3',
    item: 'T-09',
    guard: 'The sentence of a change quotes no hidden value.',
    caughtBy: ['src/history/sentence.test.ts'],
  },
  {
    id: 'history-csv-1',
    item: 'T-22',
    guard: 'A spreadsheet takes no text of an exported history for a formula.',
    caughtBy: shown,
  },
  {
    id: 'history-text-1',
    item: 'D-06',
    guard: 'A text beside the audit that is not the one of its row is reported.',
    caughtBy: ['proof/state/state.test.ts'],
  },
  {
    id: 'forgetting-1',
    item: 'T-09',
    guard: 'All texts about a user but the names are removed together with the user.',
    caughtBy: shown,
  },
  {
    id: 'forgetting-2',
    item: 'T-09',
    guard: 'What history forgets of a user, the past forgets: addresses.',
    caughtBy: ['test/past/forgotten.test.ts'],
  },
  {
    id: 'forgetting-3',
    item: 'T-09',
    guard: 'What history forgets of a user, the past forgets: identities in other systems.',
    caughtBy: ['test/past/forgotten.test.ts'],
  },
  {
    id: 'forgetting-4',
    item: 'T-09',
    guard: 'What history forgets of a user, the past forgets: the time zone.',
    caughtBy: ['test/past/forgotten.test.ts'],
  },
]
