// Forgotten parts do not compile: the access of a route, or a case of a value type.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repository } from './support/repository.ts'
import { type Edits, typeFaults } from './support/type-check.ts'

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

/** Each test compiles the whole program. */
const timeout = 120_000

describe('a route', () => {
  it('does not compile without its access', { timeout }, () => {
    const faults = typeFaults(inAllRoutes(''))
    const refused = faults.filter(({ line }) => /\b(route|openRoute)\(\{$/.test(line))
    expect(refused.length).toBe(written.length)
    expect(written.length).toBeGreaterThan(90)
  })

  it('does not compile with the access of another operation', { timeout }, () => {
    const faults = typeFaults(inAllRoutes('    access: permissionTable.all_groups,\n'))
    const refused = faults.filter(({ line }) => line.startsWith('access: '))
    // All but the operation that the access belongs to.
    expect(refused.length).toBe(written.length - 1)
  })

  it('has no question to ask when its access was asked for it', { timeout }, () => {
    const faults = typeFaults({
      'src/groups/routes.ts': (text) =>
        text.replace('const { group_id } = context.params', 'const group_id = context.allowed(1)'),
    })
    expect(faults.map(({ line }) => line)).toContain('const group_id = context.allowed(1)')
  })
})

describe('an answer', () => {
  it('does not compile with a field too few or too many, or with a status not declared', () => {
    const edits: Edits = {
      'src/session/routes.ts': (text) => text.replace('  workspace_id,\n  sudo', '  sudo'),
      'src/credentials/email.ts': (text) => text.replace("    type: 'email',\n", ''),
      'src/credentials/kinds.ts': (text) => text.replace('id: it.id,', ''),
      'src/api-auth/routes.ts': (text) =>
        text.replace('refresh_token: null }', "refresh_token: null, scope: '' }"),
      'src/user-attributes/routes.ts': (text) =>
        text.replace(
          '    return undefined\n',
          '    return { answer: undefined, headers: {}, status: 200 as const }\n',
        ),
    }
    const files = typeFaults(edits).map(({ file }) => file)
    expect([...new Set(files)].sort()).toEqual(Object.keys(edits).sort())
  })
})

describe('the page of an API', () => {
  it('does not compile where it says what is not so', () => {
    const line = /^ {2}at\('GET', +'\/user', +'signed_in', me\),$/m
    const untrue = [
      "at('GET', '/user', 'admin', me),",
      "at('PUT', '/user', 'signed_in', me),",
      "at('GET', '/me', 'signed_in', me),",
    ]
    const faults = typeFaults({
      'src/routes.ts': (text) => text.replace(line, untrue.join('\n')),
    })
    expect(faults.map(({ line }) => line)).toEqual(expect.arrayContaining(untrue))
  })
})

describe('a new type of values', () => {
  it('does not compile while a case is missing', { timeout }, () => {
    const faults = typeFaults({
      'src/domain/value-type.ts': (text) =>
        text.replace("  'string',\n", "  'string',\n  'money',\n"),
    })
    expect(faults.map(({ line }) => line)).toEqual([
      'const words: Record<ValueType, string> = {',
      'function misfit(type: ValueType, text: string): string | undefined {',
    ])
  })
})
