// Guards of commands that call a server.
import type { Guard } from './guard.ts'

export const cliGuards: readonly Guard[] = [
  {
    id: 'cli-1',
    item: 'T-09',
    guard:
      'A hidden value is never a word of a command, which other programs of the machine can see.',
    caughtBy: ['test/cli/commands.test.ts'],
  },
  {
    id: 'cli-2',
    item: 'T-03',
    guard: 'A kept token is not taken from a file that others could have read or written.',
    caughtBy: ['test/cli/connection.test.ts'],
  },
  {
    id: 'cli-3',
    item: 'T-21',
    guard: 'Nothing in a text of somebody else acts on the terminal of who reads it.',
    caughtBy: ['src/cli/screen/printable.test.ts'],
  },
  {
    id: 'cli-4',
    item: 'T-03',
    guard:
      'A command finds only demos of the same person, in directories that nobody else can open.',
    caughtBy: ['test/cli/connection.test.ts'],
  },
  {
    id: 'cli-5',
    item: 'T-50',
    guard: 'A value that nobody gave is not an empty one.',
    caughtBy: ['test/cli/refused-values.test.ts'],
  },
  {
    id: 'cli-6',
    item: 'T-03',
    guard: 'A browser signs a command in only with the answer to the question of that command.',
    caughtBy: ['test/cli/browser-answer.test.ts'],
  },
  {
    id: 'cli-7',
    item: 'T-03',
    guard: 'A code that another server has given goes to no server.',
    caughtBy: ['test/cli/browser-answer.test.ts'],
  },
  {
    id: 'cli-8',
    item: 'T-03',
    guard: 'A page that gives this computer another name is not heard by the command that waits.',
    caughtBy: ['test/cli/browser-answer.test.ts'],
  },
  {
    id: 'cli-9',
    item: 'T-03',
    guard: 'A command that waits for a browser listens on this computer alone.',
    caughtBy: ['test/cli/browser-answer.test.ts'],
  },
  {
    id: 'cli-10',
    item: 'T-03',
    guard:
      'Of commands that run at once one renews a sign-in, and the others take what it got: another renewal would end the token of a command that still runs.',
    caughtBy: ['test/cli/browser-login.test.ts'],
  },
  {
    id: 'cli-11',
    item: 'T-03',
    guard: 'Only one command at a time renews a sign-in.',
    caughtBy: ['test/cli/browser-login.test.ts'],
  },
  {
    id: 'cli-12',
    item: 'T-03',
    guard: 'A sign-in is not swept while its refresh token lives: nobody could end it.',
    caughtBy: ['test/cli/browser-login.test.ts'],
  },
  {
    id: 'cli-13',
    item: 'T-03',
    guard: 'Signing out ends the refresh token, even if the access token has ended before.',
    caughtBy: ['test/cli/browser-login.test.ts'],
  },
  {
    id: 'cli-14',
    item: 'T-50',
    guard: 'A text that is not UTF-8 is refused: it would be stored as another one.',
    caughtBy: ['test/cli/refused-values.test.ts'],
  },
  {
    id: 'cli-15',
    item: 'T-50',
    guard: 'A wide export for an import has no cell that an import takes for something else.',
    caughtBy: ['test/cli/round-trip.test.ts'],
  },
  {
    id: 'cli-16',
    item: 'T-50',
    guard: 'A wide export has no cells for hidden values, which an import could remove.',
    caughtBy: ['test/cli/round-trip.test.ts'],
  },
  {
    id: 'cli-17',
    item: 'T-50',
    guard: 'A command writes over no file that is there, such as its own input.',
    caughtBy: ['test/cli/import.test.ts'],
  },
]
