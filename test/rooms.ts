// The rooms of src, their floors in ARCHITECTURE.md, and the search for circles.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './support/repository.ts'

/** By folder, such as `src/store/` or `src/store/sqlite/`, or by file, such as `src/errors.ts`. */
export type Floors = ReadonlyMap<string, number>

/** Reads table rows that begin with a number: every place that a row names in backticks is on that floor. */
export function floorsIn(page: string): Floors {
  const floors = new Map<string, number>()
  for (const line of page.split('\n')) {
    const [, floor, places = ''] = /^\| *(\d+) *\|([^|]*)\|/.exec(line) ?? []
    if (floor === undefined) continue
    for (const [, place = ''] of places.matchAll(/`(src\/[^`]+)`/g))
      floors.set(place, Number(floor))
  }
  return floors
}

export const floors = floorsIn(readFileSync(join(repository, 'ARCHITECTURE.md'), 'utf8'))

/** A folder of src with everything below it, or a file that lies in src itself. */
export function roomOf(path: string): string {
  const [, name = '', ...below] = path.split('/')
  return below.length === 0 ? `src/${name}` : `src/${name}/`
}

/** The places that contain a file, the widest first. */
export function placesOf(path: string): string[] {
  const parts = path.split('/')
  if (parts.length === 2) return [path]
  return parts.slice(1, -1).map((_, at) => `${parts.slice(0, at + 2).join('/')}/`)
}

/** Each circle once, as the sorted names of its members. */
export function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const reach = new Map<string, Set<string>>()
  for (const start of imports.keys()) {
    const seen = new Set<string>()
    const waiting = [...(imports.get(start) ?? [])]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue
      seen.add(next)
      waiting.push(...(imports.get(next) ?? []))
    }
    reach.set(start, seen)
  }
  const circles = new Map<string, string[]>()
  for (const [start, seen] of reach) {
    if (!seen.has(start)) continue
    const circle = [...seen].filter((other) => reach.get(other)?.has(start)).sort()
    circles.set(circle.join(), circle)
  }
  return [...circles.values()]
}
