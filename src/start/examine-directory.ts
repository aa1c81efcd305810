// Checks a data directory and its files without changing them.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { counted, type Finding } from '../doctor/finding.ts'
import { lockPlace } from '../files/data-directory.ts'
import { isLocked } from '../store/sqlite/lock.ts'

export function examineDirectory(data: string): Finding[] {
  const dir = resolve(data)
  try {
    const names = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    const files = names.map((name) => join(dir, name))
    return [
      {
        check: 'directory',
        problems: openToOthers(dir, 700),
        seen: `only its owner can open ${dir}`,
      },
      {
        check: 'files',
        problems: files.flatMap((file) => openToOthers(file, isDirectory(file) ? 700 : 600)),
        seen: `${counted(files.length, 'file')}, which only their owner can open`,
      },
      { check: 'server', problems: [], seen: ownerOf(dir) },
    ]
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    const problem = `${dir} cannot be examined (${code}); name a data directory of your own with --data.`
    return [{ check: 'directory', problems: [problem], seen: '' }]
  }
}

const isDirectory = (path: string) =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** A file that is gone is no problem: files of a running server come and go. */
export function openToOthers(path: string, mode: number): string[] {
  const actual = statSync(path, { throwIfNoEntry: false })?.mode ?? 0
  return (actual & 0o077) === 0
    ? []
    : [`${path} is open to other users; run: chmod ${mode} ${path}`]
}

function ownerOf(dir: string): string {
  const place = lockPlace(dir)
  const lock = join(place, 'attrium.lock')
  if (!existsSync(lock) || !isLocked(lock)) return 'no process uses the directory'
  const pidFile = join(place, 'attrium.pid')
  const pid = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').trim() : 'unknown'
  return `process ${pid} uses the directory`
}
