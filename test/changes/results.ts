// Asks a server for the results of changes.
import { expect } from 'vitest'
import { type Part, written } from '../../src/store/statement.ts'
import type { Caller, TestServer } from '../support/server.ts'
import { base } from './asking.ts'

export const csv = 'text/csv'
export const ndjson = 'application/x-ndjson'
export const json = 'application/json'

export const notKept = 'The value is not kept: its attribute was hidden, or not known.'

export class Results {
  readonly server: TestServer

  constructor(server: TestServer) {
    this.server = server
  }

  /** Applies a body and returns the id of the change. */
  async applied(type: string, text: string, query = '', { token }: Caller = this.server) {
    const answer = await fetch(`${this.server.url}${base}/changes${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body: text,
    })
    const { id, message } = (await answer.json()) as Record<string, unknown>
    expect([answer.status, message]).toEqual([200, undefined])
    return String(id)
  }

  ask(id: string, { api }: Pick<Caller, 'api'> = this.server, query = '', unchecked = false) {
    return api('GET', `/changes/${id}/result.csv${query}`, undefined, { base, unchecked })
  }

  /** The lines of the result, without the line breaks. */
  async linesOf(id: string, caller: Pick<Caller, 'api'> = this.server, query = '') {
    const { status, text, headers } = await this.ask(id, caller, query)
    expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
    return text.split('\r\n').slice(0, -1)
  }

  async rows<Row>(text: Part<Row>): Promise<Row[]> {
    return (await this.server.running.server.db.read(written<Row>(text)))[0] as Row[]
  }
}
