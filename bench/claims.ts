// Claims of users beside the read of Looker's API that has the same values.
import type { Filled } from './data.ts'
import type { ServerProcess } from './fleet.ts'
import { load, type Slice } from './load.ts'
import { perSecond, ratio, showRatio, summary } from './report.ts'
import { firstUserId, gets, type NextRequest } from './requests.ts'

/** A server on one engine. */
export interface Engine {
  readonly name: string
  readonly server: ServerProcess
  readonly token: string
}

const path = (user: number) => `/api/attrium/1.0/users/${user}/claims`

export async function compareClaims(
  { name, server, token }: Engine,
  filled: Filled,
  { rounds, seconds }: { rounds: number; seconds: number },
) {
  const { port, cpu } = server
  const head = `host: 127.0.0.1\r\nauthorization: token ${token}\r\naccept: application/json\r\n`
  const users = Array.from({ length: 1000 }, (_, at) => firstUserId + ((at * 7) % filled.users))
  const [fresh, held]: [Buffer[], Buffer[]] = [[], []]
  for (const user of users) {
    const headers = { authorization: `token ${token}` }
    const { headers: told } = await fetch(`http://127.0.0.1:${port}${path(user)}`, { headers })
    const asked = `GET ${path(user)} HTTP/1.1\r\n${head}`
    fresh.push(Buffer.from(`${asked}\r\n`))
    held.push(Buffer.from(`${asked}if-none-match: ${told.get('etag')}\r\n\r\n`))
  }
  const inTurn = (requests: readonly Buffer[]): NextRequest => {
    let at = 0
    return () => requests[at++ % requests.length] ?? Buffer.alloc(0)
  }
  const asked = { ...filled, token, users: Math.min(filled.users, 7 * users.length) }
  const all = {
    get: { next: gets(asked), status: '200', slices: [] as Slice[] },
    claims: { next: inTurn(fresh), status: '200', slices: [] as Slice[] },
    unchanged: { next: inTurn(held), status: '304', slices: [] as Slice[] },
  }
  for (let round = -1; round < rounds; round++) {
    for (const { next, status, slices } of Object.values(all)) {
      const timing = { connections: 64, seconds, warmup: 0.1, serverCpu: cpu }
      const slice = await load({ port, next, status, ...timing })
      if (round >= 0) slices.push(slice)
    }
  }
  const beside = (one: keyof typeof all) => ratio(all[one].slices, all.get.slices, perSecond)
  const [claims, unchanged] = [beside('claims'), beside('unchanged')]
  console.log(
    `claims at 64 connections beside the GET of all values, ${name}: ${showRatio(claims)} (goal 1.2), ` +
      `unchanged (304) ${showRatio(unchanged)} (goal 1.5); server µs ` +
      Object.values(all)
        .map(({ slices }) => summary(slices).serverCpu.toFixed(0))
        .join(', '),
  )
  return { name, claims, unchanged }
}
