// A file with the beginning of an audit: a line that describes it, lines of sealed pages, and a line that ends it.
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { createInterface } from 'node:readline'
import { type Archived, ChainEnds } from '../audit/archiving.ts'
import { AuditCheck, asStored } from '../audit/chain-check.ts'
import { type AuditPageRow, auditBases, auditPage } from '../audit/sql.ts'
import { CannotRun } from '../errors.ts'
import { syncDirectoryOf } from '../files/private-file.ts'
import { type ArchiveSeal, archiveSeal } from '../keys/archive-seal.ts'
import type { ChainHead } from '../store/audit/chain.ts'
import type { Reading } from '../store/db.ts'
import { notWritten } from './drafts.ts'

const layout = 1

interface Said {
  readonly attrium_audit_archive: number
  readonly created_at: string
  readonly salt: string
}
/** The contents of the last line, which is sealed like the pages. */
interface End extends Omit<Archived, 'begins'> {
  readonly rows: number
}

interface Writing {
  readonly db: Pick<Reading, 'read'>
  readonly auditKey: string
  readonly upTo: number
  readonly now: number
  readonly told: (rows: number) => void
}

/** Writes the rows up to a sequence. The file gets its name once it is on disk and has been read back. */
export async function writeArchive(file: string, writing: Writing): Promise<Archived> {
  const draft = `${file}.new`
  try {
    // A process that died may have left a draft.
    rmSync(draft, { force: true })
    await writeDraft(draft, writing)
    const archived = await readBack(draft, writing)
    renameSync(draft, file)
    syncDirectoryOf(file)
    return archived
  } catch (error) {
    rmSync(draft, { force: true })
    throw notWritten(file, error)
  }
}

async function writeDraft(
  draft: string,
  { db, auditKey, upTo, now, told }: Writing,
): Promise<void> {
  const said: Said = {
    attrium_audit_archive: layout,
    created_at: new Date(now).toISOString(),
    salt: randomBytes(16).toString('base64url'),
  }
  const seal = archiveSeal(auditKey, said.salt)
  const handle = openSync(draft, 'wx', 0o600)
  let line = 0
  const write = (text: string) => {
    const bytes = Buffer.from(`${text}\n`)
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at)
  }
  try {
    write(JSON.stringify(said))
    const ends = new ChainEnds()
    let [after, rows] = [0, 0]
    for (;;) {
      const [page] = await db.read(auditPage({ after }))
      const held = page.filter(({ sequence }) => sequence <= upTo)
      const last = held.at(-1)
      if (last === undefined) break
      for (const row of held) ends.add(row)
      write(seal.seal(JSON.stringify(held), ++line))
      after = last.sequence
      rows += held.length
      told(rows)
    }
    const end: End = { rows, upTo, ends: ends.all }
    write(seal.seal(JSON.stringify(end), ++line))
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Throws CannotRun unless the rows continue the chains from where the store begins, each with the right mac. */
async function readBack(file: string, { db, auditKey }: Writing): Promise<Archived> {
  const [bases] = await db.read(auditBases)
  const wrong: string[] = []
  const check = new AuditCheck(auditKey, [], (problem) => wrong.push(problem))
  check.begin(bases)
  const archived = await readArchive(file, auditKey, (row) => check.add(asStored(row)))
  if (wrong.length === 0) return archived
  throw new CannotRun(
    `The audit cannot be archived as it is: ${wrong[0]}; attrium audit verify says more.`,
  )
}

/** Visits every row, oldest first. Throws CannotRun unless the file is a whole archive of this audit. */
export async function readArchive(
  file: string,
  auditKey: string,
  visit: (row: AuditPageRow) => void,
): Promise<Archived> {
  let seal: ArchiveSeal | undefined
  let [line, rows] = [0, 0]
  let end: End | undefined
  const begins = new Map<string, number>()
  const input = createReadStream(file)
  const failed = new Promise<never>((_, reject) => {
    input.once('error', ({ code = 'unknown' }: NodeJS.ErrnoException) =>
      reject(new CannotRun(`${file} cannot be read (${code}); name the file of an archive.`)),
    )
  })
  const reading = async () => {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (end !== undefined) throw damaged(file)
      if (seal === undefined) {
        seal = archiveSeal(auditKey, saltIn(text, file))
        continue
      }
      const held = openedLine(seal, text, ++line, file)
      if (!Array.isArray(held)) end = held
      else {
        rows += held.length
        for (const row of held) {
          const { chain_id, chain_sequence } = row
          if (chain_id !== null && chain_sequence !== null && !begins.has(chain_id)) {
            begins.set(chain_id, chain_sequence)
          }
          visit(row)
        }
      }
    }
  }
  await Promise.race([reading(), failed])
  if (end === undefined || end.rows !== rows) throw damaged(file)
  return { upTo: end.upTo, begins, ends: end.ends }
}

function saltIn(text: string, file: string): string {
  try {
    const said = JSON.parse(text) as Partial<Said>
    if (said.attrium_audit_archive === layout && typeof said.salt === 'string') return said.salt
  } catch {}
  throw new CannotRun(`${file} is no archive of an audit that this Attrium knows.`)
}

function openedLine(seal: ArchiveSeal, text: string, line: number, file: string) {
  try {
    return JSON.parse(seal.open(text, line)) as AuditPageRow[] | End
  } catch {
    throw damaged(file)
  }
}

const damaged = (file: string) =>
  new CannotRun(`${file} is damaged, cut off, or the archive of another store.`)

/** The rows of archives, oldest first, that are no longer in the store. */
export function archivedRows(files: readonly string[], auditKey: string) {
  return async (bases: readonly ChainHead[], visit: (row: AuditPageRow) => void): Promise<void> => {
    const begins = new Map(bases.map(({ chain_id, chain_sequence }) => [chain_id, chain_sequence]))
    const seen = new Map<string, number>()
    for (const file of files) {
      await readArchive(file, auditKey, (row) => {
        const { chain_id, chain_sequence } = row
        if (chain_id === null || chain_sequence === null) return
        // Archives may overlap: if one was written but nothing was cut, the next one has its rows too.
        if (chain_sequence <= (seen.get(chain_id) ?? 0)) return
        if (chain_sequence > (begins.get(chain_id) ?? 0)) return
        seen.set(chain_id, chain_sequence)
        visit(row)
      })
    }
  }
}
