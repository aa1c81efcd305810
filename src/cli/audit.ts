// `attrium audit verify` and `attrium audit export`: they only read, even while a server runs.
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { AuditCheck } from '../audit/chain-check.ts'
import { csvHeader, csvLine, jsonLine, redacted } from '../audit/export.ts'
import { auditHeads, history, newestAudit } from '../audit/sql.ts'
import { insistOnOrder, isStored, momentOf, verifyAudit } from '../audit/verification.ts'
import { archivedRows } from '../backup/audit-archive.ts'
import { CannotRun } from '../errors.ts'
import { auditKey } from '../keys/data-keys.ts'
import { compareWithAudit, seenOf } from '../retold/comparison.ts'
import type { SettingName } from '../setting-list.ts'
import { readSettings } from '../settings.ts'
import { openStoreToRead } from '../start/store.ts'
import type { ChainHead } from '../store/audit/chain.ts'
import { hiddenAttributes } from '../values/sealing-sql.ts'

type Flags = Partial<Record<SettingName, string>>

interface VerifyFlags extends Flags {
  readonly head?: string
  /** Oldest first. */
  readonly archive?: readonly string[]
  readonly state?: true
}

const openStore = (flags: Flags) => openStoreToRead(readSettings(flags, process.env))

/** Prints each problem with its place and exits with 1, or prints that all chains are intact. */
export async function verifyCommand(told: VerifyFlags): Promise<void> {
  const { head, archive, state, ...flags } = told
  const exported = head === undefined ? [] : macsOf(head)
  const { db, keys } = await openStore(flags)
  let problems = 0
  const check = new AuditCheck(auditKey(keys), exported, (problem) => {
    problems++
    console.log(problem)
  })
  const archived = archive && archivedRows(archive, auditKey(keys))
  const heads = await verifyAudit(db, check, archived)
  const compared = state && (await compareWithAudit({ db, keys, archived }))
  for (const problem of compared?.problems ?? []) check.report(problem)
  await db.close()
  if (problems > 0) {
    console.log(`${check.rows} audit rows, ${problems} problems`)
    process.exitCode = 1
    return
  }
  console.log(`${check.rows} audit rows, all chains intact; ${jsonOfHeads(heads)}`)
  if (compared) console.log(`The state: ${seenOf(compared)}.`)
}

/** Returns the macs of the heads in a file, or the given text if it is itself a mac. */
function macsOf(given: string): string[] {
  if (!existsSync(given)) {
    if (/^[\w-]{43}$/.test(given)) return [given]
    throw new CannotRun('--head must be the mac of a head or a file that contains heads.')
  }
  const macs = readFileSync(given, 'utf8')
    .split('\n')
    .flatMap(headsIn)
    .map(({ mac }) => mac)
  if (macs.length === 0) {
    throw new CannotRun('The file of --head contains no audit heads; give a log or an export.')
  }
  return macs.filter((mac) => mac !== '')
}

/** Returns the heads in a line of a log or in the last line of an export, which have the same form. */
function headsIn(line: string): readonly ChainHead[] {
  if (!line.includes('"audit_heads"')) return []
  try {
    return (JSON.parse(line) as { audit_heads?: ChainHead[] }).audit_heads ?? []
  } catch {
    return []
  }
}

const jsonOfHeads = (audit_heads: readonly ChainHead[]) => JSON.stringify({ audit_heads })

/** Writes every row with the value before it, oldest first; the heads come last. */
export async function exportCommand({ csv, ...flags }: Flags & { csv?: true }): Promise<void> {
  const { db } = await openStore(flags)
  if (csv) await write(csvHeader)
  const [heads, [last]] = await db.read(auditHeads, newestAudit)
  const moment = momentOf(heads, last)
  for (let after = 0; ; ) {
    const [hidden, rows] = await db.read(hiddenAttributes, history({ after }))
    const newest = rows.at(-1)
    if (newest === undefined || after >= moment.upTo) {
      await db.close()
      return csv ? console.error(jsonOfHeads(heads)) : write(`${jsonOfHeads(heads)}\n`)
    }
    insistOnOrder(newest, after)
    const nobodys = new Set(hidden.map(({ id }) => id))
    const shown = rows.filter((row) => isStored(row, moment)).map((row) => redacted(row, nobodys))
    await write(shown.map(csv ? csvLine : jsonLine).join(''))
    after = newest.sequence
  }
}

async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}
