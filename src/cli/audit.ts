// `attrium audit verify` and `attrium audit export`: they read only, also beside a live server.
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { csvHeader, csvLine, jsonLine } from '../audit/export.ts'
import { auditHeads, history } from '../audit/sql.ts'
import { AuditCheck, insistOnOrder, verifyAudit } from '../audit/verification.ts'
import { CannotRun } from '../errors.ts'
import { auditKey } from '../keys/data-keys.ts'
import { readSettings, type SettingName } from '../settings.ts'
import { openStoreToRead } from '../start/store.ts'
import type { ChainHead } from '../store/audit/chain.ts'

type Flags = Partial<Record<SettingName, string>>

const openStore = (flags: Flags) => openStoreToRead(readSettings(flags, process.env))

/** Prints each thing that is wrong with its place and exits with 1, or says what is whole. */
export async function verifyCommand({ head, ...flags }: Flags & { head?: string }): Promise<void> {
  const exported = head === undefined ? [] : macsOf(head)
  const { db, keys } = await openStore(flags)
  let problems = 0
  const check = new AuditCheck(auditKey(keys), exported, (problem) => {
    problems++
    console.log(problem)
  })
  const heads = await verifyAudit(db, check)
  await db.close()
  if (problems > 0) {
    console.log(`${check.rows} audit rows, ${problems} problems`)
    process.exitCode = 1
  } else console.log(`${check.rows} audit rows, all chains whole; ${jsonOfHeads(heads)}`)
}

/** The macs of the heads in a file, or the one that was given itself. */
function macsOf(given: string): string[] {
  if (!existsSync(given)) {
    if (/^[\w-]{43}$/.test(given)) return [given]
    throw new CannotRun('--head must be the mac of a head or a file that holds heads.')
  }
  const macs = readFileSync(given, 'utf8')
    .split('\n')
    .flatMap(headsIn)
    .map(({ mac }) => mac)
  if (macs.length === 0) {
    throw new CannotRun('The file of --head holds no audit heads; give a log or an export.')
  }
  return macs.filter((mac) => mac !== '')
}

/** Lines of a log and the last one of an export say them alike. */
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
  process.stdout.on('error', endWithReader)
  const { db } = await openStore(flags)
  if (csv) await write(csvHeader)
  for (let after = 0; ; ) {
    const [heads, rows] = await db.read(auditHeads, history({ after }))
    const newest = rows.at(-1)
    if (newest === undefined) {
      await db.close()
      return csv ? console.error(jsonOfHeads(heads)) : write(`${jsonOfHeads(heads)}\n`)
    }
    insistOnOrder(newest, after)
    await write(rows.map(csv ? csvLine : jsonLine).join(''))
    after = newest.sequence
  }
}

async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

/** Whoever reads the output has seen enough. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}
