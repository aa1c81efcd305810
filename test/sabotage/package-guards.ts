// Guards of the machine that the program starts on, and of the program that starts a server in its own process.
import type { Guard } from './guard.ts'

const machine = ['test/start/wrong-machine.test.ts']
const library = ['test/library/library.test.ts']

export const packageGuards: readonly Guard[] = [
  {
    id: 'package-1',
    item: 'F-31',
    guard: 'A Node that is too old is told so before anything else is loaded.',
    file: 'src/start/package.ts',
    old: 'if (Number(napi) >= neededNodeApi) return undefined',
    new: 'if (Number(napi) >= 1) return undefined',
    caughtBy: ['src/start/package.test.ts', ...machine],
  },
  {
    id: 'package-2',
    item: 'F-31',
    guard: "A binary of SQLite's driver that is for another machine is told in one sentence.",
    file: 'src/store/sqlite/driver.ts',
    old: "if (code !== 'MODULE_NOT_FOUND' && !code.startsWith('ERR_DLOPEN')) throw cause",
    new: 'if (code) throw cause',
    caughtBy: machine,
  },
  {
    id: 'package-3',
    item: 'F-31',
    guard: 'A server that could not start inside a program leaves no directory.',
    file: 'src/demo/start-demo.ts',
    old: 'if (ephemeral) scratch.remove()\n    throw error',
    new: 'throw error',
    caughtBy: library,
  },
]
