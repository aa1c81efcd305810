// A server with a seed, in a scratch directory and on loopback, inside another program: it prints nothing and
// leaves the process unchanged.
import { type Seed, seedIn } from '../seed/seed.ts'
import { readSettings } from '../settings.ts'
import { startDemo } from './start-demo.ts'

interface Options {
  readonly seed: Partial<Seed>
  readonly port: number
  readonly ephemeral: boolean
}

/** Throws CannotRun, and then leaves nothing behind. */
export async function startSeeded({ seed, port, ephemeral }: Options) {
  const planting = { seed: seedIn(seed) }
  const settings = readSettings({ port: String(port), logLevel: 'silent' }, {})
  const { url, key, lookerIni, reset, stop } = await startDemo(settings, { ephemeral, planting })
  return { url, ...key, lookerIni, reset, stop }
}
