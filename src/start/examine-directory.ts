// What must hold of a data directory and its files; looks only.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { counted, type Finding } from '../doctor/finding.ts'
import { isLocked } from '../store/sqlite/lock.ts'
import { lockPlace } from './data-directory.ts'

export function examineDirectory(data: string): Finding[] {
  const dir = resolve(data)
  try {
    const names = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    const files = names.map((name) => join(dir, name))
    return [
      { check: 'directory', problems: open(dir, 700), seen: `${dir} is its owner's alone` },
      {
        check: 'files',
        problems: files.flatMap((file) => open(file, isDirectory(file) ? 700 : 600)),
        seen: `${counted(files.length, 'file')}, each its owner's alone`,
      },
      { check: 'server', problems: [], seen: ownerOf(dir) },
    ]
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    const problem = `${dir} cannot be looked at (${code}); name a data directory of your own with --data.`
    return [{ check: 'directory', problems: [problem], seen: '' }]
  }
}

const isDirectory = (path: string) =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** Files of a running server come and go. */
function open(path: string, mode: number): string[] {
  const held = statSync(path, { throwIfNoEntry: false })?.mode ?? 0
  return (held & 0o077) === 0 ? [] : [`${path} is open to other users; run: chmod ${mode} ${path}`]
}

function ownerOf(dir: string): string {
  const place = lockPlace(dir)
  const lock = join(place, 'attrium.lock')
  if (!existsSync(lock) || !isLocked(lock)) return 'none uses the directory'
  const pidFile = join(place, 'attrium.pid')
  const pid = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').trim() : 'unknown'
  return `process ${pid} uses the directory`
}
