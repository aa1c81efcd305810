// G-14: with a hundred thousand users, no search and no list, however long, keeps others waiting.
import { Agent, request } from 'node:http'
import { fill } from '../bench/data.ts'
import { Fleet } from '../bench/fleet.ts'
import { attributeCount } from '../bench/requests.ts'
import type { Figure } from './figure.ts'

const milliseconds = 100

/** The slowest patterns that the limits allow, and lists without a limit. */
const asked = [
  '/users/search?limit=50&last_name=%251%252%253%254%255%256%257%25x',
  '/users/search?limit=50&email=%25a%25a%25a%25.%25e%25x%25m%25q',
  '/users/search?limit=50&filter_or=true&first_name=%25z%25q&last_name=%25z%25q&email=%25z%25q%25x',
  '/users/search?limit=50&last_name=%25&sorts=email',
  '/users/search/names/%25a%25b%25c%25d%25e%25f%25g?limit=50',
  '/users?limit=100&offset=99900',
  '/users?limit=1000',
  '/users?fields=id',
  '/users',
  '/users/search?last_name=%25&sorts=email',
  '/groups/1/users',
]

export const eventLoopGap: Figure = {
  id: 'G-14',
  about:
    'how long a server with a hundred thousand people keeps others waiting for a search or a list',
  alone: true,
  async run({ count }) {
    const users = count(100_000)
    const fleet = new Fleet()
    try {
      const { directory, token } = await fill(fleet, 'people', users * attributeCount)
      const { port } = await fleet.start('whole', directory)
      const headers = { authorization: `token ${token}` }
      const worst: [number, string][] = []
      const problems: string[] = []
      for (const path of asked) {
        let gap = Number.POSITIVE_INFINITY
        // A long time is mostly caused by another program, because the server does the same work each time.
        for (let tries = 0; tries < 3 && gap > milliseconds / 2; tries++) {
          gap = Math.min(gap, await gapDuring(port, () => answered(port, path, headers)))
        }
        worst.push([gap, path])
        if (gap > milliseconds) problems.push(`${path} kept others waiting ${Math.round(gap)} ms`)
      }
      const [slowest] = worst.sort(([one], [other]) => other - one)
      const [gap, path] = slowest ?? [0, '']
      return {
        counts: { users, requests: asked.length, longest_gap_ms: Math.round(gap), by: path },
        problems,
      }
    } finally {
      fleet.close()
    }
  },
}

/** The longest wait of a caller who repeats a very small request in the meantime. */
async function gapDuring(port: number, action: () => Promise<void>): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let [longest, over] = [0, false]
  const asking = (async () => {
    while (!over) {
      const from = performance.now()
      await answered(port, '/livez', {}, { agent, base: '' })
      longest = Math.max(longest, performance.now() - from)
    }
  })()
  await action()
  over = true
  await asking
  agent.destroy()
  return longest
}

/** Reads an answer to its end and forgets it. */
function answered(
  port: number,
  path: string,
  headers: Record<string, string>,
  { agent, base = '/api/4.0' }: { agent?: Agent; base?: string } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { port, host: '127.0.0.1', path: base + path, headers, agent },
      (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`${path}: ${answer.statusCode}`))
        answer.on('end', resolve).on('error', reject).resume()
      },
    )
    sent.on('error', reject).end()
  })
}
