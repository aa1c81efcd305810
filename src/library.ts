// `import { start } from 'attrium'`: a server inside another program, which is a run of tests above all.

import { CannotRun } from './errors.ts'
import type { Seed } from './seed/seed.ts'
import { nodeProblem } from './start/package.ts'

export type { Seed, SeedAttribute, SeedGroup, SeedKey, SeedUser } from './seed/seed.ts'

export interface StartOptions {
  /** The state to start from, of which every part may be left out; nobody but an administrator unless given. */
  readonly seed?: Partial<Seed>
  /** On loopback; 0, which is the default, takes any free one. */
  readonly port?: number
  /** False keeps the data when the server stops, in the directory of `lookerIni`; true unless given. */
  readonly ephemeral?: boolean
}

/** A server that answers. */
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
 * sentence where it cannot start: the place in the seed and what is wrong there, or the port that is in use.
 */
export async function start(options: StartOptions = {}): Promise<AttriumServer> {
  const problem = nodeProblem(process.versions)
  if (problem !== undefined) throw new CannotRun(problem)
  const { startSeeded } = await import('./start/seeded-server.ts')
  return startSeeded(options)
}
