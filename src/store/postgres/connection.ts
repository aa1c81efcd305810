// One connection to PostgreSQL: sends a pipeline of statements in one round trip, reads what comes back.
import type { Client, Connection, DatabaseError, Submittable } from 'pg'
import { ByText } from '../by-text.ts'
import type { Scalar } from '../statement.ts'
import type { PostgresText } from './text.ts'
import { Outgoing } from './wire.ts'

/** A statement of a pipeline. */
export interface Step {
  readonly text: PostgresText
  readonly values: readonly Scalar[]
}

/** A step that has no values and whose rows are ignored. */
export const step = (text: string): Step => ({
  text: { text, returnsRows: false, isSelect: false },
  values: [],
})

/** The result of a step; `tag` is PostgreSQL's word for it, such as `COMMIT`. */
export interface Done {
  readonly rows: unknown[]
  readonly tag: string
}

/** A pipeline broke off: nothing after the failed step was run. */
export class PipelineBroke extends Error {
  /** The SQLSTATE that the server gave; undefined when the connection was lost. */
  readonly code: string | undefined
  /** The unique index or other constraint that the step violated. */
  readonly constraint: string | undefined
  /** The step that failed, or that was under way when the connection was lost. */
  readonly at: number
  readonly step: Step | undefined
  constructor(error: Error, at: number, step: Step | undefined) {
    super(error.message, { cause: error })
    this.name = 'PipelineBroke'
    const { code, severity, constraint } = error as Partial<DatabaseError>
    this.code = severity === undefined ? undefined : code
    this.constraint = constraint
    this.at = at
    this.step = step
  }
}

interface Column {
  readonly name: string
  /** The type's object id in PostgreSQL. */
  readonly dataTypeID: number
}

interface Prepared {
  readonly name: string
  columns: readonly Column[]
}

/** The most statements that one connection keeps prepared; each holds a plan on the server. */
const preparedAtMost = { count: 500, characters: 500_000 }

/** The SQLSTATE of warnings that have no code of their own. */
const warning = '01000'

const outgoing = new Outgoing()

export class PostgresConnection {
  readonly #client: Client
  /** False behind a pooler that gives every transaction another connection. */
  readonly #named: boolean
  readonly #onLost: () => void
  // guard postgres-16: becomes new ByText({ count: 1e9, characters: 1e12 })
  readonly #prepared = new ByText<Prepared>(preparedAtMost)
  /** Names to close: of statements that are no longer used, or that a failed pipeline may have prepared. */
  #doubtful: string[] = []
  #names = 0
  #busySince: number | undefined
  #warned = false
  #lost = false

  constructor(client: Client, named: boolean, onLost: () => void) {
    this.#client = client
    this.#named = named
    this.#onLost = onLost
    // Without a listener the death of an idle connection would end the process.
    client.on('error', () => this.#lose())
    client.on('end', () => this.#lose())
    client.on('notice', ({ code }) => {
      if (code === warning) this.#warned = true
    })
  }

  /** The connection can no longer be used. */
  get lost(): boolean {
    return this.#lost
  }

  /** The server sent a warning during the newest pipeline, as it does when its standby has not got a commit. */
  get warned(): boolean {
    return this.#warned
  }

  /** The value of `performance.now()` when the pipeline under way was sent. */
  get busySince(): number | undefined {
    return this.#busySince
  }

  /** Sends the steps and one Sync in one write. Throws PipelineBroke. */
  async run(steps: readonly Step[]): Promise<Done[]> {
    this.#busySince = performance.now()
    this.#warned = false
    try {
      return await new Promise<Done[]>((resolve, reject) => {
        outgoing.clear()
        this.#closeDoubtful()
        const running = steps.map((step) => this.#prepare(step))
        this.#client.query(new Pipeline(outgoing.sync(), steps, running, resolve, reject))
      })
    } catch (error) {
      if (error instanceof PipelineBroke) this.#doubt(steps.slice(error.at))
      throw error
    } finally {
      this.#busySince = undefined
    }
  }

  async end(): Promise<void> {
    this.#lose()
    await this.#client.end().catch(() => undefined)
  }

  /** Closes the socket without a message of farewell: the server may not answer any more. */
  destroy(): void {
    this.#lose()
    this.#client.connection.stream.destroy()
  }

  #lose(): void {
    if (this.#lost) return
    this.#lost = true
    this.#onLost()
  }

  #prepare({ text: { text }, values }: Step): Prepared {
    let prepared = this.#named ? this.#prepared.get(text) : undefined
    if (prepared === undefined) {
      prepared = { name: this.#named ? `a${this.#names++}` : '', columns: [] }
      outgoing.parse(prepared.name, text)
      outgoing.describe(prepared.name)
      if (this.#named) this.#keep(text, prepared)
    }
    outgoing.run(prepared.name, values)
    return prepared
  }

  /** Written before the steps, because the server skips everything after a step that fails. */
  #closeDoubtful(): void {
    for (const name of this.#doubtful) outgoing.close(name)
    this.#doubtful = []
  }

  #keep(text: string, prepared: Prepared): void {
    for (const { name } of this.#prepared.keep(text, prepared)) this.#doubtful.push(name)
  }

  /** Nobody knows whether the failed statement and those after it were prepared. */
  #doubt(steps: readonly Step[]): void {
    for (const { text } of steps) {
      const prepared = this.#prepared.get(text.text)
      if (prepared === undefined) continue
      this.#prepared.delete(text.text)
      this.#doubtful.push(prepared.name)
    }
  }
}

/** The methods that pg calls during a query; pg-cursor and pg-query-stream have the same. */
class Pipeline implements Submittable {
  readonly #bytes: Buffer
  readonly #steps: readonly Step[]
  readonly #running: readonly Prepared[]
  readonly #resolve: (done: Done[]) => void
  readonly #reject: (error: PipelineBroke) => void
  readonly #done: Done[] = []
  #rows: unknown[] = []

  constructor(
    bytes: Buffer,
    steps: readonly Step[],
    running: readonly Prepared[],
    resolve: (done: Done[]) => void,
    reject: (error: PipelineBroke) => void,
  ) {
    this.#bytes = bytes
    this.#steps = steps
    this.#running = running
    this.#resolve = resolve
    this.#reject = reject
  }

  submit(connection: Connection): void {
    connection.stream.write(this.#bytes)
  }

  handleRowDescription({ fields }: { fields: Column[] }): void {
    const running = this.#running[this.#done.length]
    if (running !== undefined) running.columns = fields
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const at = this.#done.length
    if (this.#steps[at]?.text.returnsRows !== true) return
    const row: Record<string, unknown> = {}
    const columns = this.#running[at]?.columns ?? []
    for (let i = 0; i < columns.length; i++) {
      const { name, dataTypeID } = columns[i] as Column
      const text = fields[i] ?? null
      row[name] = text === null ? null : read(text, dataTypeID)
    }
    this.#rows.push(row)
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#done.push({ rows: this.#rows, tag: text })
    this.#rows = []
  }

  handleReadyForQuery(): void {
    this.#resolve(this.#done)
  }

  handleError(error: Error): void {
    const at = this.#done.length
    this.#reject(new PipelineBroke(error, at, this.#steps[at]))
  }
}

const type = { bool: 16, int8: 20, int2: 21, int4: 23, float4: 700, float8: 701, numeric: 1700 }
const numbers = new Set([type.int8, type.int2, type.int4, type.float4, type.float8, type.numeric])

/** Whole numbers become numbers as on the other engine; ids are cast to text in the statement. */
function read(text: string, dataTypeID: number): string | number | boolean {
  if (dataTypeID === type.bool) return text === 't'
  return numbers.has(dataTypeID) ? Number(text) : text
}
