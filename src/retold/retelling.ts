// Rebuilds a store from its audit: from the first row on, the change of every row is made again.
import type { AuditPageRow } from '../audit/sql.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import { fingerprint } from '../keys/fingerprint.ts'
import { valueDigest } from '../keys/value-digest.ts'
import { openScratch, type Scratch } from '../store/sqlite/scratch.ts'
import { effectOf } from './effects.ts'
import { valueToldBy } from './own-values-sql.ts'
import {
  closeField,
  hiddenAttribute,
  isOpen,
  isThere,
  keepJournal,
  leaveOpen,
  newestId,
  toldBy,
} from './sql.ts'
import type { Details, Numbered, Teller, ToldRow } from './told-row.ts'
import { watched } from './watched.ts'

const beginningIsArchived =
  'the beginning of the audit is in an archive; name it with attrium audit verify --state --archive'

export class Retelling {
  /** The number of rows told so far. */
  rows = 0
  /** The sequence of the newest one. */
  newest = 0
  /** Sentences about rows that could not be told. */
  readonly problems: string[] = []
  /** The reason why nothing can be compared: some of the changes are not known. */
  left: string | undefined
  /** Tables with an id that an older row does not tell. */
  readonly uncertain = new Set<Numbered>()
  readonly store: Scratch
  readonly #key: string
  readonly #chains = new Set<string>()

  private constructor(store: Scratch, key: string) {
    this.store = store
    this.#key = key
    store.define('row_being_told', () => this.newest)
    keepJournal(store, watched)
  }

  static async begin(key: string): Promise<Retelling> {
    return new Retelling(await openScratch(), key)
  }

  /** Makes the changes of rows again; takes them in the order of their sequence. */
  tell(rows: readonly AuditPageRow[]): void {
    this.store.together(() => {
      for (const row of rows) this.#tellOne(row)
    })
  }

  #tellOne(row: AuditPageRow): void {
    this.rows++
    this.newest = row.sequence
    this.#insistOnWhole(row)
    const effect = effectOf(row.operation)
    if (effect === undefined) {
      this.left ??= `row ${row.sequence} of the audit is about an operation that this program does not know`
      return
    }
    try {
      effect(this.#teller(row))
    } catch {
      // The thing that the row is about may have another id here.
      if (this.uncertain.size > 0) return
      this.problems.push(
        `Row ${row.sequence} of the audit does not fit the rows before it; restore a backup.`,
      )
    }
  }

  /** Notes when the beginning of a chain is missing: the effect of a row depends on the rows before it. */
  #insistOnWhole({ chain_id, chain_sequence }: AuditPageRow): void {
    const begins = chain_id === null || this.#chains.has(chain_id) || chain_sequence === 1
    if (!begins) this.left ??= beginningIsArchived
    if (chain_id !== null) this.#chains.add(chain_id)
  }

  #teller(row: AuditPageRow): Teller {
    const { run } = this.store
    const each = (make: typeof leaveOpen) => (thing: string, key: string, fields: string[]) => {
      for (const field of fields) run(make({ thing, key, field }))
    }
    return {
      row: this.#toldRow(row),
      run: (...statements) => void run(...statements),
      open: (thing, key, ...fields) => each(leaveOpen)(thing, key, fields),
      told: (thing, key, ...fields) => each(closeField)(thing, key, fields),
      print: (field, text) => fingerprint(this.#key, field, text),
      idMayDiffer: (thing) => {
        this.uncertain.add(thing).add('roles')
        for (const { id } of run(newestId[thing]({})))
          run(leaveOpen({ thing, key: id, field: 'id' }))
      },
    }
  }

  #toldRow(row: AuditPageRow): ToldRow {
    const place = [row.chain_id ?? '', row.chain_sequence ?? 0] as const
    return {
      operation: row.operation,
      at: row.at,
      user: (row.user_id ?? undefined) as UserId,
      group: (row.group_id ?? undefined) as GroupId,
      attribute: (row.user_attribute_id ?? undefined) as UserAttributeId,
      details: row.details === null ? {} : (JSON.parse(row.details) as Details),
      value: row.new_value,
      digest: (value) => valueDigest(this.#key, ...place, value),
      redacted: row.redacted,
      place,
    }
  }

  /** The sequence of the last row that touched a thing; undefined when none has. */
  toldBy(thing: string, key: string): number | undefined {
    const { run } = this.store
    const [user_id = '', user_attribute_id = ''] = key.split(' ')
    const [there] =
      thing === 'user_attribute_user_values' ? run(valueToldBy({ user_id, user_attribute_id })) : []
    return (there ?? run(toldBy({ thing, key }))[0])?.sequence
  }

  isOpen(thing: string, key: string, field: string): boolean {
    return this.store.run(isOpen({ thing, key, field })).length > 0
  }

  /** Whether an id surely means the same thing here and in the store. */
  isSure(thing: Numbered, id: string): boolean {
    if (!this.uncertain.has(thing)) return true
    return this.store.run(isThere[thing]({ id })).length > 0 && !this.isOpen(thing, id, 'id')
  }

  isHidden(id: string): boolean {
    return this.store.run(hiddenAttribute({ id })).length > 0
  }

  end(): void {
    this.store.close()
  }
}
