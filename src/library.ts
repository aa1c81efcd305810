// `import { start } from 'attrium'`: starts a server inside another program, usually a test run.

import { CannotRun } from './errors.ts'
import { nodeProblem } from './files/package.ts'
import type { Seed } from './seed/seed.ts'

export type { Seed, SeedAttribute, SeedGroup, SeedKey, SeedUser } from './seed/seed.ts'

export interface StartOptions {
  /** The state to start from; every part may be left out. Without it there is only an administrator. */
  readonly seed?: Partial<Seed>
  /** The port on loopback; 0, the default, takes any free one. */
  readonly port?: number
  /** If false, the data stays in the directory of `lookerIni` when the server stops; default: true. */
  readonly ephemeral?: boolean
}

/** A running server. */
export interface AttriumServer {
  /** `http://127.0.0.1:PORT`; the API is at `/api/4.0` below it. */
  readonly url: string
  /** The administrator's API key. */
  readonly client_id: string
  readonly client_secret: string
  /** The file that Looker's SDKs read the address and the key from. */
  readonly lookerIni: string
  /** Puts the seed back, with the same ids, address and keys. */
  readonly reset: () => Promise<void>
  /** Finishes what is under way and frees everything; safe to call twice. */
  readonly stop: () => Promise<void>
}

/**
 * Starts a server in this process. It prints nothing and reads no environment variable. Rejects with one
 * sentence if it cannot start: an option that it does not know, the place in the seed and what is wrong there, or the
 * port that is in use.
 */
export async function start(options: StartOptions = {}): Promise<AttriumServer> {
  const problem = nodeProblem(process.versions)
  if (problem !== undefined) throw new CannotRun(problem)
  const { startSeeded } = await import('./demo/seeded-server.ts')
  return startSeeded(options)
}
