// Compares a store with the state that its audit tells, page by page, also while servers write to it.
import { auditBases, auditPage } from '../audit/sql.ts'
import { type ArchivedRows, haveMoved } from '../audit/verification.ts'
import type { HiddenValues } from '../domain/stored-value.ts'
import { CannotRun } from '../errors.ts'
import { auditKey, type DataKey } from '../keys/data-keys.ts'
import { isFingerprintOf } from '../keys/fingerprint.ts'
import { hiddenValues } from '../keys/hidden-value.ts'
import { valueDigest } from '../keys/value-digest.ts'
import type { Reading } from '../store/db.ts'
import type { Scalar, Statement } from '../store/statement.ts'
import { textKey } from '../texts/text-key.ts'
import { keysOf } from './people-effects.ts'
import { Retelling } from './retelling.ts'
import { firstKey, keyColumn, type Pages, pageRows, pagesOf } from './sql.ts'
import { checkTexts } from './texts-check.ts'
import { keyText, type Watched, watched } from './watched.ts'

type Row = Readonly<Record<string, Scalar>>

export interface Compared {
  /** One sentence for each problem. It names the thing and the audit row, and says what to do; it has no value. */
  readonly problems: readonly string[]
  /** The number of things that were compared. */
  readonly things: number
  /** The number of things and fields that rows of older versions do not tell. */
  readonly open: number
  /** The reason why nothing could be compared. */
  readonly left: string | undefined
}

/** A summary of the comparison, as the end of a sentence. */
export function seenOf({ things, open, left }: Compared): string {
  if (left !== undefined) return `not compared: ${left}`
  const older = `; ${open} that rows of older versions do not tell were not checked`
  return `${things} things, each as the audit says${open > 0 ? older : ''}`
}

interface Examined {
  readonly db: Pick<Reading, 'read'>
  readonly keys: readonly DataKey[]
  /** The rows that are in archives. */
  readonly archived?: ArchivedRows | undefined
}

/** The most problems that are reported; nobody wants to read more. */
const most = 10_000

/**
 * Compares a store that several servers may write to. A problem counts only when it is found twice: the first time, the
 * two sides may have been read at two moments.
 */
export async function compareWithAudit(examined: Examined): Promise<Compared> {
  const first = await compareOnce(examined)
  if (first.problems.length === 0) return first
  const again = await compareOnce(examined)
  const before = new Set(first.problems)
  return { ...again, problems: again.problems.filter((problem) => before.has(problem)) }
}

export async function compareOnce({ db, keys, archived }: Examined): Promise<Compared> {
  const key = auditKey(keys)
  const retelling = await Retelling.begin(key)
  try {
    const [bases] = await db.read(auditBases)
    await archived?.(bases, (row) => retelling.tell([row]))
    const comparison = new Comparison(db, retelling, { key, hidden: hiddenValues(keys) })
    for (const one of watched) await comparison.compare(one)
    await comparison.compareTexts()
    const [now] = await db.read(auditBases)
    // guard archive-4: gone
    if (haveMoved(bases, now)) retelling.left = 'the audit is being archived'
    return comparison.done()
  } finally {
    retelling.end()
  }
}

interface Tools {
  readonly key: string
  readonly hidden: HiddenValues
}

class Comparison {
  #things = 0
  #open = 0
  #problems: string[] = []
  readonly #db: Examined['db']
  readonly #retelling: Retelling
  readonly #tools: Tools

  constructor(db: Examined['db'], retelling: Retelling, tools: Tools) {
    this.#db = db
    this.#retelling = retelling
    this.#tools = tools
  }

  done(): Compared {
    const { problems: untold, left } = this.#retelling
    if (left !== undefined) return { problems: [], things: 0, open: 0, left }
    const problems = [...untold, ...this.#problems]
    return { problems, things: this.#things, open: this.#open, left }
  }

  async compare(one: Watched): Promise<void> {
    const pages = pagesOf(one)
    for (let after = firstKey(one); ; ) {
      const rows = await this.#pageOfNow(pages.after(after))
      const last = rows.length < pageRows ? undefined : keyOf(one, rows.at(-1))
      this.#comparePage(one, pages, { rows, after, last })
      if (last === undefined) return
      if (keyText(last) === keyText(after)) throw new CannotRun(outOfOrder)
      after = last
    }
  }

  async compareTexts(): Promise<void> {
    this.#things += await checkTexts(this.#db, this.#tools.key, (problem) => {
      if (this.#problems.length < most) this.#problems.push(problem)
    })
  }

  /** Reads a page at a moment up to which every audit row has been told. */
  async #pageOfNow(page: Statement<Row>): Promise<readonly Row[]> {
    for (;;) {
      const [rows, told] = await this.#db.read(page, auditPage({ after: this.#retelling.newest }))
      this.#retelling.tell(told)
      if (told.length < pageRows) return rows
    }
  }

  #comparePage(
    one: Watched,
    pages: Pages,
    { rows, after, last }: { rows: readonly Row[]; after: string[]; last: string[] | undefined },
  ): void {
    const held = new Map(rows.map((row) => [keyText(keyOf(one, row)), row]))
    if (held.size < rows.length) this.#tell(one, [], `${one.table} has one thing twice`)
    this.#things += rows.length
    const { run } = this.#retelling.store
    for (let from = after; ; ) {
      const told = run(last === undefined ? pages.after(from) : pages.between(from, last))
      for (const row of told) {
        const key = keyOf(one, row)
        const there = held.get(keyText(key))
        if (there === undefined) this.#missing(one, key)
        else this.#compareRow(one, { key, there, told: row })
        held.delete(keyText(key))
      }
      if (told.length < pageRows) break
      from = keyOf(one, told.at(-1))
    }
    // guard state-2: gone
    for (const row of held.values()) this.#unknown(one, row)
  }

  #missing(one: Watched, key: string[]): void {
    if (this.#isDoubtful(one, key)) this.#open++
    else this.#tell(one, key, `is missing; ${this.#row(one, key)} says that it is there`)
  }

  #unknown(one: Watched, row: Row): void {
    const key = keyOf(one, row)
    const text = keyText(key)
    const user = String(one.table === 'credentials_api3' ? row['user_id'] : key[0])
    const open =
      this.#isDoubtful(one, key) ||
      this.#retelling.isOpen(one.table, text, '') ||
      (one.table === 'credentials_api3' && this.#retelling.isOpen('users', user, keysOf))
    const by = this.#retelling.toldBy(one.table, text)
    if (by === undefined && open) this.#open++
    else if (by === undefined) this.#tell(one, key, 'is there, and no row of the audit has made it')
    else this.#tell(one, key, `is there, and row ${by} of the audit took it away`)
  }

  #compareRow(one: Watched, { key, there, told }: { key: string[]; there: Row; told: Row }): void {
    const wrong = Object.entries(one.columns).flatMap(([column, telling]) => {
      if (this.#fits(one, { key, there, told, column, telling })) return []
      const open = this.#retelling.isOpen(one.table, keyText(key), column)
      if (!open && !this.#isDoubtful(one, key)) return [column]
      this.#open++
      return []
    })
    for (const [column, from] of Object.entries(one.keyOf ?? {})) {
      const derived = textKey(String(there[from])) === there[column]
      if (!derived && !this.#retelling.isOpen(one.table, keyText(key), from)) wrong.push(column)
    }
    if (wrong.length === 0) return
    const fields = wrong.filter((column) => column !== 'value')
    const which = fields.length === 0 ? '' : ` in ${fields.join(', ')}`
    this.#tell(one, key, `is not what ${this.#row(one, key)} says${which}`)
  }

  /** Whether a row may have another id: older rows do not tell the id that a role or a set got. */
  #isDoubtful({ table }: Watched, [id = '']: readonly string[]): boolean {
    if (table === 'permission_sets' || table === 'model_sets' || table === 'roles') {
      return !this.#retelling.isSure(table, id)
    }
    const ofRole = table === 'role_users' || table === 'role_groups'
    return ofRole && !this.#retelling.isSure('roles', id)
  }

  #fits(
    one: Watched,
    {
      key,
      there,
      told,
      column,
      telling,
    }: { key: string[]; there: Row; told: Row; column: string; telling: string },
  ): boolean {
    const [held, expected] = [there[column] ?? null, told[column] ?? null]
    if (telling === 'plain') return held === expected
    if (held === null || expected === null) return held === expected
    if (telling === 'text') {
      if (expected === '') return held === ''
      // guard state-3: becomes true
      return isFingerprintOf(String(expected), this.#tools.key, column, held as string)
    }
    return this.#valueFits(one, key, { there, told, column })
  }

  #valueFits(
    { value }: Watched,
    key: string[],
    { there, told, column }: { there: Row; told: Row; column: string },
  ): boolean {
    if (value === undefined) return false
    const held = String(there[column])
    const beside = column.startsWith('next_') ? `next_${value.version}` : value.version
    const version = (there[beside] ?? null) as string | null
    const expected = told[beside] ?? null
    const text = this.#opened(held, version, value.place(key))
    if (text === undefined || (expected !== null && expected !== version)) return false
    const saying = String(told[column])
    // A value of the first rows of every store is there as it is, not as a digest.
    if (!saying.startsWith('{')) return text === saying
    const { place, digest: said } = JSON.parse(saying) as {
      place?: [string, number]
      digest?: string
    }
    if (place === undefined) {
      if (expected === null) this.#open++
      // After a demo was reset, an attribute that was hidden may be readable again.
      return version !== null || !this.#retelling.isHidden(value.place(key).user_attribute_id)
    }
    const shouldBe = valueDigest(this.#tools.key, ...place, text)
    // guard state-1: becomes true
    return shouldBe === said
  }

  #opened(value: string, version: string | null, place: Parameters<HiddenValues['open']>[1]) {
    if (version === null) return value
    try {
      return this.#tools.hidden.open({ value, version }, place)
    } catch {
      return undefined
    }
  }

  #row(one: Watched, key: string[]): string {
    const by = this.#retelling.toldBy(one.table, keyText(key))
    return by === undefined ? 'a new store' : `row ${by} of the audit`
  }

  #tell(one: Watched, key: string[], what: string): void {
    if (this.#problems.length >= most) return
    const noun = one.noun(key)
    this.#problems.push(`${noun[0]?.toUpperCase()}${noun.slice(1)} ${what}; ${one.cure}.`)
  }
}

const outOfOrder = 'The rows of the store are out of order: it is damaged; restore a backup.'

const keyOf = ({ key }: Watched, row: Row | undefined): string[] =>
  key.map((_, at) => String(row?.[keyColumn(at)]))
