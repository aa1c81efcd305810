// Clients that write to a server without pause and record each write.
import { ballast } from '../test/backup/site.ts'
import { Client } from '../test/support/server-process.ts'

const clients = 8
const keysEach = 3

/** One attribute of user 1; one client writes it, one value at a time, and all values differ. */
export interface WrittenKey {
  readonly key: string
  readonly user_attribute_id: string
  readonly sent: string[]
  /** Values are acknowledged in the order in which they are sent. */
  acknowledged: number
}

/** The number of values of each key that were sent and acknowledged at some moment. */
export type Moment = ReadonlyMap<WrittenKey, { sent: number; acknowledged: number }>

export class WriteLoad {
  readonly keys: readonly WrittenKey[]
  readonly #client: Client
  readonly #headers: Record<'authorization', string>
  #running = true
  #writers: Promise<void>[] = []

  private constructor(
    client: Client,
    headers: Record<'authorization', string>,
    keys: readonly WrittenKey[],
  ) {
    this.#client = client
    this.#headers = headers
    this.keys = keys
  }

  /** Makes the attributes and begins to write. */
  static async start(url: string, data: string): Promise<WriteLoad> {
    const client = new Client(url, clients)
    const headers = await client.signIn(data)
    const api = async (method: string, path: string, given: unknown) => {
      const asked = { method, path: `/api/4.0${path}`, headers, body: JSON.stringify(given) }
      const { status, text } = await client.ask(asked)
      return { status, json: JSON.parse(text) }
    }
    await ballast(api, 120)
    const keys: WrittenKey[] = []
    for (let at = 0; at < clients * keysEach; at++) {
      const key = `key_${at}`
      const { json } = await api('POST', '/user_attributes', { name: key, type: 'string' })
      keys.push({ key, user_attribute_id: json.id, sent: [], acknowledged: 0 })
    }
    const load = new WriteLoad(client, headers, keys)
    for (let at = 0; at < clients; at++) {
      load.#writers.push(load.#write(keys.slice(at * keysEach, (at + 1) * keysEach)))
    }
    return load
  }

  get acknowledged(): number {
    return this.keys.reduce((sum, key) => sum + key.acknowledged, 0)
  }

  now(): Moment {
    return new Map(
      this.keys.map((key) => [key, { sent: key.sent.length, acknowledged: key.acknowledged }]),
    )
  }

  async stop(): Promise<void> {
    this.#running = false
    await Promise.all(this.#writers)
    this.#client.close()
  }

  async #write(own: readonly WrittenKey[]): Promise<void> {
    for (let count = 0; this.#running; count++) {
      const key = own[count % own.length]
      if (key === undefined) return
      const value = `${count} ${'x'.repeat(count % 200)}`
      key.sent.push(value)
      const answer = await this.#client.ask({
        method: 'PATCH',
        path: `/api/4.0/users/1/attribute_values/${key.user_attribute_id}`,
        headers: this.#headers,
        body: JSON.stringify({ value }),
      })
      if (answer.status !== 200) throw new Error(`a write was answered ${answer.status}`)
      key.acknowledged = key.sent.length
    }
  }
}
