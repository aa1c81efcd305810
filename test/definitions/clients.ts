// The clients of both APIs over the calls of a test server, so that every answer is checked.
import { CallRefused } from '../../src/client/answers.ts'
import type { Server } from '../../src/definitions/apply-reader.ts'
import type { TestServer } from '../support/server.ts'

export type Asked = Pick<TestServer, 'api' | 'running'>

export const serverOf = ({ api }: Asked): Server => {
  const client = (base: string) => async (address: string, sent: Record<string, unknown>) => {
    const [method = '', template = ''] = address.split(' ')
    const named = (sent['path'] ?? {}) as Record<string, string>
    const path = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(named[name] ?? ''))
    const query = new URLSearchParams(sent['query'] as Record<string, string>)
    const { status, headers, json, text } = await api(method, `${path}?${query}`, sent['body'], {
      base,
    })
    if (status >= 400) throw new CallRefused(status, json?.message ?? text, json?.errors)
    return { status, headers, body: json ?? text }
  }
  const attrium = client('/api/attrium/1.0')
  return {
    change: async (body, { isPreview: dry_run }) =>
      (await attrium('POST /changes', { query: { dry_run }, body })).body,
    attrium: attrium as never,
    looker: client('/api/4.0') as never,
  }
}
