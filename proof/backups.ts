// G-19: backups beside a server with writers, each restored and compared with the acknowledged changes.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { interrupt } from '../test/backup/site.ts'
import { attriumCommand, type Program } from '../test/start/program.ts'
import { startServer as startHere } from '../test/support/server.ts'
import { Client, startServer } from '../test/support/server-process.ts'
import type { Figure, Run } from './figure.ts'
import { openHistory, restoredProblems } from './restored-history.ts'
import { type Moment, WriteLoad } from './write-load.ts'

export const backups: Figure = {
  id: 'G-19',
  about: 'backups under load are consistent when restored, killed ones leave nothing, tokens end',
  run: async (run) => {
    const root = mkdtempSync(join(tmpdir(), 'attrium-proof-'))
    try {
      return await runIn(root, run)
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  },
}

export interface Taken {
  readonly file: string
  readonly before: Moment
  readonly after: Moment
  /** The header with a token from before the backup that is still valid then. */
  readonly authorization: string
}

async function runIn(root: string, { count }: Run) {
  const data = join(root, 'data')
  const server = await startServer(data)
  const load = await WriteLoad.start(server.url, data)
  const taken: Taken[] = []
  while (taken.length < count(20)) {
    const file = join(root, `backup-${taken.length}`)
    taken.push(await takeBackup({ url: server.url, load }, data, file))
  }
  await load.stop()
  const killed = await killBackups(root, data, count(20))
  server.kill('SIGTERM')
  await server.ended

  const problems = [...killed.problems]
  const history = openHistory(data)
  const tokens = taken.map(({ authorization }) => authorization)
  let valid = 0
  for (const [at, backup] of taken.entries()) {
    const place = await restore(root, data, backup.file)
    const found = restoredProblems(join(place, 'attrium.db'), { history, load, backup })
    problems.push(...found.map((problem) => `backup ${at}: ${problem}`))
    await finished(attriumCommand('doctor', ['--data', place]))
    valid += await livingTokens(data, place, tokens)
    rmSync(place, { recursive: true })
  }
  if (valid > 0) problems.push(`${valid} old tokens are valid after a restore`)
  const counts = {
    backups: taken.length,
    acked: load.acknowledged,
    audit_rows: history.length,
    killed: killed.rounds,
    left: killed.problems.length,
    old_tokens: tokens.length * taken.length,
    old_tokens_valid: valid,
    wrong: problems.length,
  }
  return { counts, problems }
}

/** Throws the output of the command unless the command succeeded. */
async function finished({ ended }: Program): Promise<void> {
  const { code, stdout, stderr } = await ended
  if (code !== 0) throw new Error(`a command ended with ${code}: ${stdout}${stderr}`)
}

const backUp = (file: string, data: string) => attriumCommand('backup', [file, '--data', data])

async function takeBackup(
  { url, load }: { url: string; load: WriteLoad },
  data: string,
  file: string,
): Promise<Taken> {
  const client = new Client(url)
  const { authorization } = await client.signIn(data)
  client.close()
  const before = load.now()
  await finished(backUp(file, data))
  return { file, authorization, before, after: load.now() }
}

/** Kills backups while they write their file. After that the file must be complete or must not exist. */
async function killBackups(root: string, data: string, wanted: number) {
  const problems: string[] = []
  let rounds = 0
  // A backup that ended before the signal came proves nothing, so another one is tried.
  for (let attempt = 0; rounds < wanted && attempt < wanted * 5; attempt++) {
    const ended = interrupt(join(root, 'killed'), data, 'SIGKILL')
    if (await ended.catch((error) => problems.push(String(error)))) rounds++
  }
  if (rounds < wanted) problems.push(`only ${rounds} backups could be killed`)
  return { rounds, problems }
}

async function restore(root: string, data: string, file: string): Promise<string> {
  const place = mkdtempSync(join(root, 'place-'))
  copyFileSync(join(data, 'master.key'), join(place, 'master.key'))
  await finished(attriumCommand('restore', [file, '--data', place]))
  return place
}

/** The number of tokens that a server on this directory accepts. */
async function livingTokens(data: string, place: string, tokens: readonly string[]) {
  copyFileSync(join(data, 'looker.ini'), join(place, 'looker.ini'))
  const server = await startHere({ directory: place })
  let living = 0
  for (const authorization of tokens) {
    const { status } = await server.stranger('GET', '/user', undefined, {
      headers: { authorization },
    })
    if (status !== 401) living++
  }
  await server.stop()
  return living
}
