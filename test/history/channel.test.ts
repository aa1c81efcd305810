// The parameter `channel` of a history: changes by the way they came.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HistoryEntry } from '../../src/history/shapes.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { aGroup } from '../support/world.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  for (let nth = 0; nth < 8; nth++) {
    await aGroup(server)
    const changes = [{ op: 'create_group', name: `Listed ${nth}` }]
    const { status } = await server.api('POST', '/changes', { changes }, base)
    expect(status).toBe(200)
    await server.api('PATCH', '/users/1', { first_name: `Name ${nth}` })
  }
})
afterAll(() => server.stop())

const base = { base: '/api/attrium/1.0' }

async function pages(query: string): Promise<HistoryEntry[]> {
  const found: HistoryEntry[] = []
  for (let after = ''; ; ) {
    const { json } = await server.api('GET', `/history?limit=3${query}${after}`, undefined, base)
    found.push(...json.history)
    if (json.next === null) return found
    after = `&after=${json.next}`
  }
}

describe('the channel', () => {
  it('selects the changes that came that way, each once', async () => {
    const all = await pages('')
    for (const channel of ['api', 'change', 'seed', 'server', 'sso', 'command', 'expiry', 'web']) {
      expect(await pages(`&channel=${channel}`)).toEqual(all.filter((it) => it.channel === channel))
    }
    const many = (channel: string) => all.filter((it) => it.channel === channel).length
    expect(many('change')).toBeGreaterThanOrEqual(8)
    expect(many('api')).toBeGreaterThanOrEqual(8)
  })

  it('must be one that there is', async () => {
    const { status, json } = await server.api('GET', '/history?channel=fax', undefined, base)
    expect(status).toBe(400)
    expect(json.message).toContain('channel must be api or change')
  })
})
