// Guards of files of definitions.
import type { Guard } from './guard.ts'

const read = ['src/definitions/definitions.test.ts']
const compared = ['src/definitions/difference.test.ts']
const timed = ['src/definitions/times-difference.test.ts']
const dumped = ['src/definitions/dump.test.ts']

export const definitionGuards: readonly Guard[] = [
  {
    id: 'definitions-1',
    item: 'T-16',
    guard: 'Aliases cannot make a file of definitions larger than a limit.',
    caughtBy: read,
  },
  {
    id: 'definitions-2',
    item: 'T-16',
    guard: 'An alias that contains itself is a mistake.',
    caughtBy: read,
  },
  {
    id: 'definitions-3',
    item: 'T-50',
    guard: 'A group that files do not name is deleted only by pruning.',
    caughtBy: compared,
  },
  {
    id: 'definitions-4',
    item: 'T-50',
    guard: 'Pruning leaves the attributes that come with a server.',
    caughtBy: compared,
  },
  {
    id: 'definitions-5',
    item: 'T-50',
    guard: 'A plan is applied only while what it rested on is as it was.',
    caughtBy: ['test/definitions/laws.test.ts'],
  },
  {
    id: 'definitions-6',
    item: 'T-50',
    guard: 'Where nobody can be asked, nothing is applied without --yes.',
    caughtBy: ['test/cli/definitions.test.ts'],
  },
  {
    ...{ id: 'definitions-7', item: 'T-51', caughtBy: timed },
    guard: 'What has ended in a file is not made so.',
  },
  {
    ...{ id: 'definitions-8', item: 'T-51', caughtBy: timed },
    guard: 'A membership that ends is not taken for one for good.',
  },
  {
    ...{ id: 'definitions-9', item: 'T-51', caughtBy: timed },
    guard: 'A value of a user that ends is not taken for one for good.',
  },
  {
    ...{ id: 'definitions-10', item: 'T-51', caughtBy: timed },
    guard: 'A list of values of groups has their times, also of those that no file names.',
  },
  {
    ...{ id: 'definitions-11', item: 'T-51', caughtBy: timed },
    guard: 'A value of a group that ends is not taken for one for good.',
  },
  {
    ...{ id: 'definitions-12', item: 'T-51', caughtBy: dumped },
    guard: 'A dump says from when until when somebody is in a group.',
  },
  {
    ...{ id: 'definitions-13', item: 'T-51', caughtBy: dumped },
    guard: 'A dump leaves out a value that another one follows.',
  },
  {
    ...{ id: 'definitions-14', item: 'T-51', caughtBy: dumped },
    guard: 'A dump says from when until when a value counts.',
  },
]
