// A data directory with a server on it, backups of it, and places to restore them to.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { unpackBackup } from '../../src/backup/backup-file.ts'
import { backupSeal } from '../../src/keys/backup-seal.ts'
import { attriumCommand, type Program, refusalIn } from '../start/program.ts'
import { type Answer, startServer, type TestServer } from '../support/server.ts'

export interface Site {
  readonly data: string
  /** A path beside the data directory. */
  readonly path: (name: string) => string
  readonly start: (directory?: string) => Promise<TestServer>
  /** Runs a command on the data directory, or on another one. */
  readonly run: (command: string, flags?: readonly string[], directory?: string) => Program
  /** A directory that contains only the key of the data directory. */
  readonly emptyPlace: (name?: string) => string
  /** Stops everything that runs and removes all files. */
  readonly end: () => Promise<void>
}

export function newSite(): Site {
  // As the program sets it; a server in this process must create its files in the same way.
  process.umask(0o077)
  const root = mkdtempSync(join(tmpdir(), 'attrium-backup-'))
  const path = (name: string) => join(root, name)
  const data = path('data')
  const servers: TestServer[] = []
  return {
    data,
    path,
    start: async (directory = data) => {
      const server = await startServer({ directory })
      servers.push(server)
      return server
    },
    run: (command, flags = [], directory = data) =>
      attriumCommand(command, [...flags, '--data', directory]),
    emptyPlace: (name = 'place') => {
      mkdirSync(path(name), { mode: 0o700 })
      copyFileSync(join(data, 'master.key'), join(path(name), 'master.key'))
      return path(name)
    },
    end: async () => {
      for (const server of servers) await server.stop()
      rmSync(root, { recursive: true })
    },
  }
}

/** The output of a command, which must have succeeded. */
export async function said({ ended }: Program): Promise<string> {
  const { code, stdout, stderr } = await ended
  if (code !== 0) throw new Error(`ended with ${code}: ${stdout}${stderr}`)
  return stdout
}

/** The one sentence with which the command refuses. */
export async function refused({ ended }: Program): Promise<string> {
  const { code, stdout, stderr } = await ended
  if (code !== 2 || stdout !== '') throw new Error(`is no refusal: ${code} ${stdout} ${stderr}`)
  return /^attrium: ([^\n]+)\n$/.exec(stderr)?.[1] ?? refusalIn(stderr)
}

/** Whether the file is a complete backup that could be restored. */
export async function isWhole(file: string, data: string): Promise<boolean> {
  const masterKey = Buffer.from(readFileSync(join(data, 'master.key'), 'utf8'), 'base64')
  const database = `${file}.unpacked`
  try {
    await unpackBackup(file, database, backupSeal(masterKey))
    return true
  } catch {
    return false
  } finally {
    rmSync(database, { force: true })
  }
}

/**
 * Sends a signal to a backup while it writes its file. Returns true if that ended it early with nothing under
 * its name; throws if an incomplete file is there.
 */
export async function interrupt(
  file: string,
  data: string,
  signal: NodeJS.Signals,
): Promise<boolean> {
  const backup = attriumCommand('backup', [file, '--data', data])
  let over = false
  void backup.ended.then(() => {
    over = true
  })
  while (!over && !isWriting(file)) await new Promise((resolve) => setImmediate(resolve))
  backup.signal(signal)
  await backup.ended
  if (!existsSync(file)) return true
  if (!(await isWhole(file, data))) throw new Error('a backup that was ended left a part of itself')
  rmSync(file)
  return false
}

function isWriting(file: string): boolean {
  if (existsSync(file)) return true
  const drafts = readdirSync(dirname(file)).filter((name) =>
    name.startsWith(`${basename(file)}.partial-`),
  )
  return drafts.some((name) => existsSync(join(dirname(file), name, 'backup')))
}

type Ask = (method: string, path: string, body: unknown) => Promise<Pick<Answer, 'status' | 'json'>>

/** Fills the store with `count` eighths of a megabyte of values and audit, so that a backup takes some time. */
export async function ballast(api: Ask, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const { json } = await api('POST', '/user_attributes', {
      name: `ballast_${at}`,
      type: 'string',
    })
    const value = String(at).padEnd(65_536, 'x')
    const { status } = await api('PATCH', `/users/1/attribute_values/${json.id}`, { value })
    if (status !== 200) throw new Error(`a value was answered ${status}`)
  }
}
