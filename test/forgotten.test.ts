// Forgotten parts do not compile: the access of a route, or a case of a value type.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { repository } from './support/repository.ts'
import { type Edits, type TypeFault, typeFaults } from './support/type-check.ts'

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
})

const untruePage = [
  "at('GET', '/user', 'admin', me),",
  "at('PUT', '/user', 'signed_in', me),",
  "at('GET', '/me', 'signed_in', me),",
]
const untrueAnswers: Edits = {
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

describe('what does not compile', () => {
  /** The faults of all these edits at once: they are in different files. */
  let faults: TypeFault[]
  beforeAll(() => {
    faults = typeFaults({
      ...untrueAnswers,
      'src/groups/routes.ts': (text) =>
        text.replace('const { group_id } = context.params', 'const group_id = context.allowed(1)'),
      'src/routes.ts': (text) =>
        text.replace(/^ {2}at\('GET', +'\/user', +'signed_in', me\),$/m, untruePage.join('\n')),
      'src/domain/value-type.ts': (text) =>
        text.replace("  'string',\n", "  'string',\n  'money',\n"),
    })
  }, timeout)
  const linesIn = (path: string) =>
    faults.filter(({ file }) => file === path).map(({ line }) => line)

  it('a question of a route whose access was asked for it', () => {
    expect(linesIn('src/groups/routes.ts')).toContain('const group_id = context.allowed(1)')
  })

  it('an answer with a field too few or too many, or with a status not declared', () => {
    for (const file of Object.keys(untrueAnswers))
      expect([file, linesIn(file)]).not.toEqual([file, []])
  })

  it('a page of an API that says what is not so', () => {
    expect(linesIn('src/routes.ts')).toEqual(expect.arrayContaining(untruePage))
  })

  it('a new type of values while a case is missing', () => {
    expect(linesIn('src/domain/value-type.ts')).toEqual([
      'const words: Record<ValueType, string> = {',
      'function misfit(type: ValueType, text: string): string | undefined {',
    ])
  })
})
