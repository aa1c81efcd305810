// `attrium doctor`: checks a data directory and its store; it only reads, even while a server runs.
import { type Finding, findingLines } from '../doctor/finding.ts'
import { fileChecks, storeChecks } from '../doctor/store-checks.ts'
import { CannotRun } from '../errors.ts'
import type { SettingName } from '../setting-list.ts'
import { readSettings, type Settings } from '../settings.ts'
import { examineDirectory } from '../start/examine-directory.ts'
import { isFile, openStoreToRead } from '../start/store.ts'
import { examineClock } from '../start/time.ts'

export interface DoctorFlags extends Partial<Record<SettingName, string>> {
  readonly json?: true
}

/** Prints a line for each check, or all of them as JSON; exits with 1 when something is wrong. */
export async function doctorCommand({ json, ...flags }: DoctorFlags): Promise<void> {
  const settings = readSettings(flags, process.env)
  const findings = [...examineDirectory(settings.data), ...(await examineStore(settings))]
  const sound = findings.every(({ problems }) => problems.length === 0)
  if (json) console.log(JSON.stringify({ sound, findings }))
  else for (const line of findings.flatMap(findingLines)) console.log(line)
  if (!sound) process.exitCode = 1
}

/** Findings about the store and its key; only the first one when the store cannot be opened. */
export async function examineStore(settings: Settings): Promise<Finding[]> {
  try {
    const { db, keys } = await openStoreToRead(settings)
    const findings: Finding[] = [
      { check: 'schema', problems: [], seen: 'this program supports it' },
      { check: 'master key', problems: [], seen: `it opens the ${keys.length} keys of the store` },
    ]
    const checks = isFile(settings)
      ? { ...fileChecks, ...storeChecks }
      : { clock: examineClock, ...storeChecks }
    for (const [check, look] of Object.entries(checks)) {
      findings.push({ check, ...(await look({ db, keys, env: process.env }).catch(cannotLook)) })
    }
    await db.close()
    return findings
  } catch (error) {
    const { code = '' } = error as { code?: string }
    if (!(error instanceof CannotRun) && !code.startsWith('SQLITE_')) throw error
    return [{ check: 'database', ...cannotLook(error as Error) }]
  }
}

/** A check that fails is reported like one that has found a problem. */
const cannotLook = (error: Error) => ({
  problems: [error instanceof CannotRun ? error.message : `The check failed: ${error.message}.`],
  seen: '',
})
