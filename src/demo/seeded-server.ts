// A server with a seed, in a scratch directory and on loopback, inside another program: it prints nothing and
// leaves the process unchanged.
import { CannotRun } from '../errors.ts'
import { type Seed, seedIn } from '../seed/seed.ts'
import { readSettings } from '../settings.ts'
import { nearName } from '../texts/near-name.ts'
import { startDemo } from './start-demo.ts'

interface Options {
  readonly seed: Partial<Seed>
  readonly port: number
  readonly ephemeral: boolean
}

const known: readonly string[] = ['seed', 'port', 'ephemeral'] satisfies (keyof Options)[]

/** Throws CannotRun, and then leaves nothing behind. Programs in JavaScript can give anything. */
export async function startSeeded(options: Partial<Options>) {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const near = nearName(name, known)
    const help = near === undefined ? `it has ${known.join(', ')}.` : `did you mean ${near}?`
    throw new CannotRun(`start() has no option ${name}; ${help}`)
  }
  const { seed = {}, port = 0, ephemeral = true } = options
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new CannotRun('port must be a whole number from 0 to 65535; 0 takes any free port.')
  }
  if (typeof ephemeral !== 'boolean') throw new CannotRun('ephemeral must be true or false.')
  const planting = { seed: seedIn(seed) }
  const settings = readSettings({ port: String(port), logLevel: 'silent' }, {})
  const { url, key, lookerIni, reset, stop } = await startDemo(settings, { ephemeral, planting })
  return { url, ...key, lookerIni, reset, stop }
}
