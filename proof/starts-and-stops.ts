// G-32: the published program starts, answers and stops, many times, on every supported Node.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { supportedNodes } from '../test/package/nodes.ts'
import { repository } from '../test/support/repository.ts'
import { Client, startServer } from '../test/support/server-process.ts'
import type { Figure, Run } from './figure.ts'

/** The release lines of Node that must be available. */
const lines = ['22', '24', '26']

interface Rounds {
  /** The path of the Node program. */
  readonly node: string
  readonly rounds: number
  readonly program?: string
}

/** One line for each round that did not end with 0: its exit code, or the signal that ended it. */
export async function badEndings({ node, rounds, program }: Rounds): Promise<string[]> {
  const data = mkdtempSync(join(tmpdir(), 'attrium-starts-'))
  const bad: string[] = []
  for (let round = 1; round <= rounds; round++) {
    const ended = await startAndStop(data, { node, program: program ?? published })
    if (ended !== 0) bad.push(`round ${round} ended with ${ended}`)
  }
  rmSync(data, { recursive: true })
  return bad
}

const published = join(repository, 'dist', 'package', 'main.js')

/** Reads and writes in between, so that there are statements to clean up. */
async function startAndStop(data: string, how: { node: string; program: string }) {
  try {
    const server = await startServer(data, how)
    const client = new Client(server.url, 1)
    const headers = await client.signIn(data)
    const path = '/api/4.0/users/1/attribute_values'
    const { status } = await client.ask({ method: 'GET', path, headers })
    client.close()
    server.kill('SIGTERM')
    const ended = await server.ended
    return status === 200 ? ended : `an answer of ${status}`
  } catch (error) {
    return String(error)
  }
}

export const startsAndStops: Figure = {
  id: 'G-32',
  about: 'starts and stops on every supported Node that did not end with 0',
  async run({ count }: Run) {
    const rounds = count(200)
    const missing = lines.filter((line) => !supportedNodes.some((node) => node.line === line))
    const ran = await Promise.all(
      supportedNodes.map(async ({ line, file }) => ({
        line,
        bad: await badEndings({ node: file, rounds }),
      })),
    )
    return {
      counts: {
        nodes: supportedNodes.map(({ line }) => line).join('+'),
        rounds_on_each: rounds,
        bad_endings: ran.reduce((sum, { bad }) => sum + bad.length, 0),
      },
      problems: [
        ...missing.map((line) => `Node ${line} is not here; npm run nodes installs it`),
        ...ran.flatMap(({ line, bad }) => bad.map((one) => `Node ${line}: ${one}`)),
      ],
    }
  },
}
