// A server that holds a seed, in a scratch directory and on loopback, inside a program that is not ours: it says
// nothing and changes nothing about the process.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plant } from '../demo/plant.ts'
import { type Seed, seedIn } from '../demo/seed.ts'
import type { AttriumServer, StartOptions } from '../library.ts'
import { type Running, serve } from '../serve.ts'
import { readSettings } from '../settings.ts'
import { type ApiKey, newApiKey } from './first-start.ts'

/** Throws CannotRun, and then leaves nothing behind. */
export async function startSeeded(options: StartOptions): Promise<AttriumServer> {
  const { port = 0, ephemeral = true } = options
  const seed = seedIn(options.seed ?? {})
  const key = seed.api_key ?? newApiKey(randomBytes)
  const data = mkdtempSync(join(tmpdir(), 'attrium-'))
  const forget = () => rmSync(data, { recursive: true, force: true })
  const begin = async (at: number) => {
    try {
      return await serveSeed({ data, port: at }, key, seed)
    } catch (error) {
      forget()
      throw error
    }
  }
  const { url, lookerIni, ...first } = await begin(port)
  let stop = first.stop
  return {
    url,
    ...key,
    lookerIni,
    async reset() {
      await stop()
      forget()
      stop = (await begin(Number(new URL(url).port))).stop
    },
    async stop() {
      await stop()
      if (ephemeral) forget()
    },
  }
}

async function serveSeed(
  { data, port }: { data: string; port: number },
  key: ApiKey,
  seed: Seed,
): Promise<Running> {
  const flags = { data, port: String(port), rateLimit: '0', logLevel: 'silent' }
  const running = await serve(readSettings(flags, {}), { firstKey: key })
  try {
    await plant(running, key, seed)
    return running
  } catch (error) {
    await running.stop()
    throw error
  }
}
