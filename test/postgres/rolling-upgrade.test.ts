// A rolling upgrade under load: nodes of two versions, one compatible schema step apart (decision 18).
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import { AcknowledgedLanes } from '../../proof/acknowledged-lanes.ts'
import { editedProgram } from '../../proof/edited-program.ts'
import { kept } from '../../proof/postgres-faults.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { freshDatabase } from './databases.ts'

const root = mkdtempSync(join(tmpdir(), 'attrium-upgrade-'))
afterAll(() => rmSync(root, { recursive: true }))

const nodes: ServerProcess[] = []
afterEach(async () => {
  for (const node of nodes) node.kill('SIGKILL')
  await Promise.all(nodes.splice(0).map(({ ended }) => ended))
})

let made = 0
const newDirectory = () => {
  const directory = join(root, String(++made))
  mkdirSync(directory)
  return directory
}

/** The next version of the program: this version with one more step. */
function nextVersion(step: string): string {
  const edit = {
    file: 'store/migrations/migrate.js',
    from: 'export const steps = {',
    to: `export const steps = {
    '9999-notes.compatible': () => [${JSON.stringify(step)}],`,
  }
  return join(editedProgram(newDirectory(), [edit]), 'src', 'main.js')
}

/** Replaces two old nodes one by one under load, each by a new one. Returns the results of the load. */
async function upgraded(step: string, patience = 10_000) {
  const database = await freshDatabase()
  const environment = {
    ATTRIUM_DATABASE: database,
    ATTRIUM_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  }
  const started = async (program?: string, data = newDirectory()) => {
    const node = await startServer(data, { program, environment })
    nodes.push(node)
    return node
  }
  const data = newDirectory()
  const old = [await started(undefined, data), await started()]
  const urls = old.map(({ url }) => url)
  const load = await AcknowledgedLanes.start(urls, data, { count: 8, reads: true })
  const program = nextVersion(step)
  const exits: unknown[] = []
  for (const node of old) {
    await load.recovered(patience)
    const next = await started(program)
    load.join(next.url)
    await load.recovered(patience)
    load.leave(node.url)
    node.kill('SIGTERM')
    exits.push(await node.ended)
  }
  await load.recovered(patience)
  // Back to the old version, in case the new one disappoints.
  load.join((await started()).url)
  await load.recovered(patience)
  await load.stop()
  return { ...load.judge(await kept(database)), unexpected: load.unexpected, exits }
}

it('fails no request and loses nothing', async () => {
  const { counts, problems, unexpected, exits } = await upgraded(
    'alter table users add column notes text',
  )
  expect({ problems, unexpected, exits }).toEqual({ problems: [], unexpected: [], exits: [0, 0] })
  expect(counts).toMatchObject({ refused: 0, unknown: 0, lost: 0, doubled: 0 })
  expect(counts.acknowledged).toBeGreaterThan(100)
})

it('finds a step with which the version before cannot live', async () => {
  const { unexpected, counts } = await upgraded(
    'alter table audit add column notes text, add check (notes is not null) not valid',
    500,
  )
  expect(unexpected.length + counts.refused + counts.unknown).toBeGreaterThan(0)
})
