// Guards of seeds, of what puts a demo back to one, and of the directory that a demo leaves.
import type { Guard } from './guard.ts'

const planting = ['test/seed/plant.test.ts']
const resetting = ['test/demo/reset.test.ts']
const demos = ['test/demo/demo.test.ts']

export const seedGuards: readonly Guard[] = [
  {
    id: 'seed-1',
    item: 'D-10',
    guard: 'Of commits that are stored all or none, one that fails takes those before it with it.',
    file: 'src/store/sqlite/writer.ts',
    old: 'if (group.part !== undefined && !outcomes.every(isStored)) {',
    new: "if (group.part === 'not last' && !outcomes.every(isStored)) {",
    caughtBy: ['src/store/sqlite/engine.test.ts'],
  },
  {
    id: 'seed-2',
    item: 'D-10',
    guard: 'Of a seed with a mistake nothing is planted.',
    file: 'src/seed/plant.ts',
    old: 'if (faults.length === 0) return commits',
    new: 'if (faults.length >= 0) return commits',
    caughtBy: planting,
  },
  {
    id: 'seed-3',
    item: 'T-40',
    guard: 'Nobody takes a store without an administrator for one that another node has begun.',
    file: 'src/start/first-start.ts',
    old: 'if (error instanceof LostRace && somebody !== undefined) return false',
    new: 'if (error instanceof LostRace) return false',
    caughtBy: planting,
  },
  {
    id: 'reset-1',
    item: 'T-25',
    guard: 'Only a demo has a route that puts the seed back.',
    file: 'src/routes.ts',
    old: 'export const routes: AnyRoute<Context>[] = [',
    new: "import { resetRoute } from './demo/reset-routes.ts'\nexport const routes: AnyRoute<Context>[] = [\n  resetRoute,",
    caughtBy: resetting,
  },
  {
    id: 'reset-2',
    item: 'T-25',
    guard: 'Only an administrator puts the seed back.',
    file: 'src/access/permissions.ts',
    old: 'reset: admins',
    new: 'reset: everybody',
    caughtBy: resetting,
  },
  {
    id: 'reset-3',
    item: 'D-06',
    guard: 'A value that a reset puts back goes on in the history that it has.',
    file: 'src/demo/sql.ts',
    old: 'coalesce(ended.newest_change, seed.newest_change), ended.change_before',
    new: 'seed.newest_change, null',
    caughtBy: resetting,
  },
  {
    id: 'scratch-1',
    item: 'T-03',
    guard: 'An ephemeral demo leaves nothing, however it ends.',
    file: 'src/cli/demo.ts',
    old: "const atExit = (forget: () => void) => process.on('exit', forget)",
    new: 'const atExit = (_forget: () => void) => undefined',
    caughtBy: demos,
  },
  {
    id: 'scratch-2',
    item: 'T-03',
    guard: 'A demo hears signals before it has a directory.',
    file: 'src/cli/demo.ts',
    old: 'const stopping = stopOnSignal()',
    new: 'const stopping = (stop: () => Promise<void>) => stopOnSignal()(stop)',
    caughtBy: demos,
  },
]
