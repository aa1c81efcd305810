// Guards of seeds, of the reset of a demo, and of the directory that a demo leaves.
import type { Guard } from './guard.ts'

const planting = ['test/seed/plant.test.ts']
const resetting = ['test/demo/reset.test.ts']
const demos = ['test/demo/demo.test.ts']

export const seedGuards: readonly Guard[] = [
  {
    id: 'seed-1',
    item: 'D-10',
    guard: 'If one commit of an all-or-none set fails, the commits before it are undone too.',
    caughtBy: ['src/store/sqlite/engine.test.ts'],
  },
  {
    id: 'seed-2',
    item: 'D-10',
    guard: 'Nothing is planted from a seed that has a mistake.',
    caughtBy: planting,
  },
  {
    id: 'seed-3',
    item: 'T-40',
    guard: 'A store without an administrator is never taken for one that another node has begun.',
    caughtBy: planting,
  },
  {
    id: 'seed-4',
    item: 'T-01',
    guard: 'A seed with an empty API key is refused.',
    caughtBy: ['src/seed/seed.test.ts'],
  },
  {
    id: 'reset-1',
    item: 'T-25',
    guard: 'Only a demo has a route that puts the seed back.',
    caughtBy: resetting,
  },
  {
    id: 'reset-2',
    item: 'T-25',
    guard: 'Only an administrator puts the seed back.',
    caughtBy: resetting,
  },
  {
    id: 'reset-3',
    item: 'D-06',
    guard: 'A value that a reset puts back continues its history.',
    caughtBy: resetting,
  },
  {
    id: 'reset-4',
    item: 'T-25',
    guard: 'What a reset has undone is neither what a user had nor what counted before a change.',
    caughtBy: ['test/demo/after-a-reset.test.ts'],
  },
  {
    id: 'reset-5',
    item: 'T-25',
    guard: 'A membership that a reset has undone is not one that a user had.',
    caughtBy: ['test/demo/after-a-reset.test.ts'],
  },
  {
    id: 'scratch-1',
    item: 'T-03',
    guard: 'An ephemeral demo leaves nothing behind, however it ends.',
    caughtBy: demos,
  },
  {
    id: 'scratch-2',
    item: 'T-03',
    guard: 'A demo listens for signals before it has a directory.',
    caughtBy: demos,
  },
]
