// The largest ids name nothing, wherever a request may have an id.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const ask = (path: string) => server.api('GET', path, undefined, { base: '/api/attrium/1.0' })

describe.each(['9223372036854775807', '9223372036854775806', '9007199254740993'])('%s', (id) => {
  it('is the id of no change', async () => {
    const { status, json } = await ask(`/history?change=${id}`)
    expect([status, json.history, json.next]).toEqual([200, [], null])
    for (const ending of ['csv', 'ndjson']) {
      const file = await ask(`/history.${ending}?change=${id}`)
      expect([file.status, file.text.trim().split('\n').slice(1)]).toEqual([200, []])
    }
    expect((await ask(`/changes/${id}`)).status).toBe(404)
  })

  it('in a cursor that somebody has altered is behind all rows', async () => {
    for (const [path, list] of [
      ['/history', 'history'],
      ['/changes', 'changes'],
    ] as const) {
      await twoChanges()
      const { next } = (await ask(`${path}?limit=1`)).json
      const [mark] = JSON.parse(Buffer.from(next, 'base64url').toString())
      const after = Buffer.from(JSON.stringify([mark, id])).toString('base64url')
      const { status, json } = await ask(`${path}?limit=1&after=${after}`)
      expect([path, status, json[list].length]).toEqual([path, 200, 1])
    }
  })
})

async function twoChanges(): Promise<void> {
  for (const name of [`one_${Date.now()}`, `two_${Date.now()}`]) {
    const body = { changes: [{ op: 'create_group', name }] }
    const { status } = await server.api('POST', '/changes', body, { base: '/api/attrium/1.0' })
    expect(status).toBe(200)
  }
}
