// G-36: archiving the audit is killed at each of its steps while others write, and the chains of the audit stay
// whole.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Archived, cut, insistOnSame } from '../src/audit/archiving.ts'
import { AuditCheck } from '../src/audit/chain-check.ts'
import { newestAudit } from '../src/audit/sql.ts'
import { verifyAudit } from '../src/audit/verification.ts'
import { archivedRows, readArchive, writeArchive } from '../src/backup/audit-archive.ts'
import { auditKey } from '../src/keys/data-keys.ts'
import { compareWithAudit } from '../src/retold/comparison.ts'
import type { Db } from '../src/store/db.ts'
import { randomFrom } from '../test/support/random.ts'
import { make, sure } from './asking.ts'
import type { Figure, Outcome, Run } from './figure.ts'
import { countOn, type Nodes, type Setup, withNodes } from './nodes.ts'
import { readerOf } from './state/store-behind.ts'

const archives = 100
const changesEach = 2500

export const archivesKilled = (setup: Setup): Figure => ({
  id: 'G-36',
  about: 'archives of the audit killed at each step; chains that are not whole',
  run: (run) => withNodes(setup, undefined, (nodes) => killed(nodes, setup, run)),
})

async function killed(nodes: Nodes, setup: Setup, run: Run): Promise<Outcome> {
  const random = randomFrom(run.seed)
  const directory = mkdtempSync(join(tmpdir(), 'attrium-archives-'))
  const { db: reader, keys } = await readerOf(nodes.place)
  const [first] = nodes.all
  if (first === undefined) throw new Error('a setup has at least one node')
  const { db } = first.running.server
  const key = auditKey(keys)
  const attribute = await make(nodes.ask, '/user_attributes', {
    ...{ name: 'a', label: 'a', type: 'string' },
  })
  const path = `/users/1/attribute_values/${attribute}`
  const set = () => sure(nodes.ask('PATCH', path, { value: String(random.below(1e9)) }))
  const files: string[] = []
  const problems: string[] = []
  let [kills, rows, notWhole] = [0, 0, 0]

  async function check(when: string): Promise<void> {
    for (const archived of [undefined, files.length > 0 ? archivedRows(files, key) : undefined]) {
      const found: string[] = []
      const audit = new AuditCheck(key, [], (problem) => found.push(problem))
      await verifyAudit(reader, audit, archived)
      if (found.length === 0) continue
      notWhole++
      problems.push(`${when}: ${found[0]}`)
    }
  }
  const died = (error: Error) => {
    if (error.message !== death) throw error
    kills++
  }

  try {
    const count = countOn(setup, run, archives)
    for (let nth = 0; nth < count; nth++) {
      for (let at = 0; at < changesEach; at += 50)
        await Promise.all(Array.from({ length: 50 }, set))
      const [[newest]] = await reader.read(newestAudit)
      const upTo = newest?.sequence ?? 0
      const file = join(directory, `${nth}.archive`)
      const writing = { db: reader, auditKey: key, upTo, now: Date.now() }
      const writes = (told: (rows: number) => void) => writeArchive(file, { ...writing, told })
      const pages = 1 + random.below(3)
      let page = 0
      await writes(() => {
        if (++page === pages) throw new Error(death)
      }).catch(died)
      await check(`archive ${nth} dead in writing page ${pages}`)
      let archived: Archived = await writes(() => undefined)
      files.push(file)
      // Each run of the command lives one commit longer than the run before.
      for (let lives = 0, done = false; !done; lives = lives + 1) {
        done = true
        const dead = cut(dying(db, lives, random.chance(0.5)), archived, {
          ...{ now: Date.now, told: () => undefined },
        })
        await Promise.all([
          set(),
          dead.catch((error) => {
            died(error)
            done = false
          }),
        ])
        await check(`archive ${nth} dead after ${lives} commits`)
        archived = await readArchive(file, key, () => undefined)
        await insistOnSame(reader, archived)
      }
      rows += changesEach
    }
    const state = await compareWithAudit({ db: reader, keys, archived: archivedRows(files, key) })
    problems.push(...state.problems, ...(state.left === undefined ? [] : [state.left]))
  } finally {
    await reader.close()
    rmSync(directory, { recursive: true })
  }
  const { engine, nodes: of } = setup
  return {
    counts: { engine, nodes: of, archives: files.length, rows, kills, not_whole: notWhole },
    problems,
  }
}

const death = 'killed'

/** The same store until it has taken so many commits; the next commit may or may not be stored. */
function dying(db: Db, lives: number, stores: boolean): Pick<Db, 'read' | 'commit'> {
  let commits = 0
  return {
    read: db.read.bind(db) as Db['read'],
    commit: async (commit) => {
      if (commits++ < lives) return db.commit(commit)
      if (stores) await db.commit(commit)
      throw new Error(death)
    },
  }
}
