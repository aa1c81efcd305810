// Runs commands in this process: what they print is kept, and nothing of the process reaches them.
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execute } from '../../src/cli/execute.ts'
import type { Io, Screen } from '../../src/cli/io.ts'

export interface Given {
  readonly env?: Readonly<Record<string, string>>
  readonly home?: string
  readonly directory?: string
  readonly temporary?: string
  /** What stdin has; without it, stdin is a terminal if the output is one, and empty otherwise. */
  readonly input?: string | Uint8Array
  /** What somebody types at a terminal, line by line. */
  readonly typed?: readonly string[]
  /** Columns of a terminal; without it, the output is no terminal. */
  readonly columns?: number
  readonly colour?: boolean
  readonly signal?: AbortSignal
  readonly now?: () => number
  /** The browser of the person. */
  readonly browse?: (address: string) => void
}

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** Both, as a person sees them. */
  readonly seen: string
}

/** Runs `attrium` with these words. */
export async function attriumHere(words: readonly string[], given: Given = {}): Promise<Ran> {
  const { io, printed } = testIo(given)
  const code = await execute(words, io)
  return { code, ...printed() }
}

export function testIo(given: Given = {}) {
  const { columns, colour = false } = given
  const texts = { stdout: '', stderr: '', seen: '' }
  const screen = (name: 'stdout' | 'stderr'): Screen => ({
    isTerminal: columns !== undefined,
    hasColour: colour,
    columns,
    drained: () => Promise.resolve(),
    write: (text) => {
      texts[name] += text
      texts.seen += text
    },
  })
  const typed = [...(given.typed ?? [])]
  const nowhere = join(tmpdir(), 'attrium-test-nowhere')
  const io: Io = {
    env: given.env ?? {},
    directory: given.directory ?? nowhere,
    home: given.home ?? nowhere,
    temporary: given.temporary ?? nowhere,
    uid: process.getuid?.(),
    out: screen('stdout'),
    err: screen('stderr'),
    input: {
      isTerminal: given.typed !== undefined || (given.input === undefined && columns !== undefined),
      bytes: () => Promise.resolve(Buffer.from(given.input ?? '')),
      line: () => Promise.resolve(typed.shift() ?? ''),
    },
    now: given.now ?? (() => Date.now()),
    browse: given.browse ?? (() => undefined),
    signal: given.signal ?? new AbortController().signal,
  }
  return { io, printed: () => ({ ...texts }) }
}

/** A fresh directory for a person's files. */
export const freshHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), 'attrium-test-home-'))
  if (!existsSync(home)) throw new Error('there is no home')
  return home
}
