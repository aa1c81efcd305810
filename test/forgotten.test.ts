// What somebody forgets does not compile: the access of a route, a case of a value type.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repository } from './repository.ts'
import { type Edits, typeFaults } from './type-check.ts'

const access = /^ +access: permissionTable.*,\n/gm
const textOf = (file: string) => readFileSync(join(repository, file), 'utf8')

const routeFiles = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => `src/${file}`)
  .filter((file) => /[/-]routes\.ts$/.test(file) && textOf(file).match(access) !== null)
const written = routeFiles.flatMap((file) => textOf(file).match(access) ?? [])

const inAllRoutes = (replacement: string): Edits =>
  Object.fromEntries(
    routeFiles.map((file) => [file, (text: string) => text.replace(access, replacement)]),
  )

describe('a route', () => {
  it('does not compile without its access', { timeout: 120_000 }, () => {
    const faults = typeFaults(inAllRoutes(''))
    const refused = faults.filter(({ line }) => /\b(route|openRoute)\(\{$/.test(line))
    expect(refused.length).toBe(written.length)
    expect(written.length).toBeGreaterThan(90)
  })

  it('does not compile with the access of another operation', { timeout: 120_000 }, () => {
    const faults = typeFaults(inAllRoutes('    access: permissionTable.all_groups,\n'))
    const refused = faults.filter(({ line }) => line.startsWith('access: '))
    // All but the one whose it is.
    expect(refused.length).toBe(written.length - 1)
  })

  it('has no question to ask when its access was asked for it', () => {
    const faults = typeFaults({
      'src/groups/routes.ts': (text) =>
        text.replace('const { group_id } = context.params', 'const group_id = context.allowed(1)'),
    })
    expect(faults.map(({ line }) => line)).toContain('const group_id = context.allowed(1)')
  })
})

describe('a new type of values', () => {
  it('does not compile while a case is missing', () => {
    const faults = typeFaults({
      'src/user-attributes/value.ts': (text) =>
        text.replace("  'string',\n", "  'string',\n  'money',\n"),
    })
    expect(faults.map(({ line }) => line)).toEqual([
      'const words: Record<ValueType, string> = {',
      'function misfit(type: ValueType, text: string): string | undefined {',
    ])
  })
})
