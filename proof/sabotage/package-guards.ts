// Guards for the machine that the program starts on, and for programs that start a server in their own process.
import type { Guard } from './guard.ts'

const machine = ['test/start/wrong-machine.test.ts']
const library = ['test/library/library.test.ts']

export const packageGuards: readonly Guard[] = [
  {
    id: 'package-1',
    item: 'F-31',
    guard: 'A Node that is too old is reported before anything else is loaded.',
    caughtBy: ['src/files/package.test.ts', ...machine],
  },
  {
    id: 'package-2',
    item: 'F-31',
    guard: "A binary of SQLite's driver for another machine is reported in one sentence.",
    caughtBy: machine,
  },
  {
    id: 'package-3',
    item: 'F-31',
    guard: 'A server that could not start inside a program leaves no directory behind.',
    caughtBy: library,
  },
]
