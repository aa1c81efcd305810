// The examples of the API document work on the demo company and remove nothing important from it.
import { afterEach, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { type Answer, startServer, type TestServer } from '../support/server.ts'
import type { Json } from './descriptions.ts'
import { atOnce, chains, operations, send, unknowable } from './send-example.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

async function demo(): Promise<TestServer> {
  server = await startServer({ planting: { seed: company } })
  return server
}

const done = (operationId: string, { status, text }: Answer) =>
  [200, 204].includes(status) ? [] : [`${operationId}: ${status} ${text}`]

describe('the examples on the demo company', () => {
  it('work the first time and leave in place what matters', async () => {
    const started = await demo()
    const problems: string[] = []
    for (const it of [...atOnce, 'logout']) problems.push(...done(it, await send(started, it)))
    expect(problems).toEqual([])

    const { api } = await started.signIn('1')
    const names = async (path: string, key: string) =>
      ((await api('GET', `${path}&fields=${key}`)).json as Json[]).map((it) => it[key])
    expect(await names('/roles/2/users?direct_association_only=true', 'id')).toEqual(['1', '3'])
    expect(await names('/users/1/credentials_api3?', 'id')).toContain('1')
    expect(await names('/users?ids=1,2,3', 'first_name')).toEqual(['Attrium', 'Maya', 'Ana'])
    expect(await names('/groups?ids=1,2,3,4', 'name')).toEqual([
      'All Users',
      'EMEA',
      'AMER',
      'APAC',
    ])
    expect(await names('/user_attributes/14/group_values?', 'value')).toEqual([
      '%',
      'EMEA',
      'AMER',
      'APAC',
    ])
    const { json } = await api('GET', '/users/2/attribute_values?user_attribute_ids=14')
    expect(json[0]).toMatchObject({ name: 'region', value: 'EMEA', source: 'User Setting' })
  })

  it.each(chains.map((chain) => [chain.flat().join(', '), chain]))(
    'work one after the other: %s',
    async (_, chain) => {
      const started = await demo()
      const problems: string[] = []
      for (const it of chain.flat()) problems.push(...done(it, await send(started, it)))
      expect(problems).toEqual([])
    },
  )

  it('are answered 404 where only the reader can know an id or a key', async () => {
    const started = await demo()
    for (const it of unknowable) expect([it, (await send(started, it)).status]).toEqual([it, 404])
  })

  it('find something wherever they search', async () => {
    const started = await demo()
    for (const { operationId } of operations.filter((it) => /search|^all_/.test(it.operationId))) {
      if (['all_user_credentials_embeds', 'all_user_sessions'].includes(operationId)) continue
      const { json } = await send(started, operationId)
      expect([operationId, json.length > 0]).toEqual([operationId, true])
    }
  })
})
