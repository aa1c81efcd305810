// The house rules hold in every file, and each check fails on a planted breach.
import { describe, expect, it } from 'vitest'
import { repository } from './repository.ts'
import { importsOf, rules, type Source, sourcesIn, withoutComments } from './tidy.ts'

const sources = sourcesIn(repository, ['src', 'test', 'bench', 'tools'])

describe('the repository', () => {
  it('has files to check', () => {
    expect(sources.length).toBeGreaterThan(100)
  })

  it.each(Object.entries(rules))('keeps the rule: %s', (_, rule) => {
    expect(sources.flatMap(rule)).toEqual([])
  })
})

const file = (path: string, code = ''): Source => ({ path, text: `// Knows something.\n${code}\n` })
const long = (lines: number) => 'x()\n'.repeat(lines - 1)

/** For each rule: sources that break it, and sources close by that do not. */
const planted: Record<string, { breaks: Source[]; keeps: Source[] }> = {
  'a pure file imports no node: module': {
    breaks: [
      file('src/users/user.ts', "import { randomBytes } from 'node:crypto'"),
      file('src/catalogue/catalogue.ts', "const crypto = await import('node:crypto')"),
      file('src/new-feature/roots.ts', "import type { X } from 'node:net'"),
    ],
    keeps: [
      file('src/http/app.ts', "import x from 'node:http'"),
      file('src/users/user.test.ts', "import x from 'node:fs'"),
      file('src/users/user.ts', "// import 'node:fs'"),
    ],
  },
  'only http imports Fastify': {
    breaks: [
      file('src/users/routes.ts', "import { fastify } from 'fastify'"),
      file('src/serve.ts', "import type { FastifyInstance } from 'fastify'"),
    ],
    keeps: [file('src/http/app.ts', "import { fastify } from 'fastify'")],
  },
  'only store imports drivers': {
    breaks: [
      file('src/users/sql.ts', "import { sql } from 'kysely'"),
      file('src/start/store.ts', "import { Migrator } from 'kysely/migration'"),
      file('src/cli/backup.ts', 'import Database from "better-sqlite3"'),
    ],
    keeps: [file('src/store/sqlite/engine.ts', "import Database from 'better-sqlite3'")],
  },
  'http and store import no feature': {
    breaks: [
      file('src/http/app.ts', "import { x } from '../users/user.ts'"),
      file('src/store/migrations/0009-x.ts', "import { x } from '../../access/actor.ts'"),
      file('src/http/app.ts', "import type { Context } from '../request/context.ts'"),
    ],
    keeps: [
      file('src/http/app.ts', "import { x } from '../errors.ts'\nimport '../store/db.ts'"),
      file('src/users/routes.ts', "import { x } from '../groups/group.ts'"),
    ],
  },
  'SQL stands in sql.ts files and in store': {
    breaks: [
      file('src/users/routes.ts', "writer.selectFrom('users')"),
      file('src/serve.ts', 'const x = sql`select 1`'),
      file('src/users/list.ts', 'const x = sql<string>`select 1`'),
    ],
    keeps: [
      file('src/users/sql.ts', "writer.selectFrom('users')"),
      file('src/users/list-sql.ts', "writer.selectFrom('users')"),
      file('src/store/sqlite/engine.ts', 'sql`select 1`'),
      file('src/users/routes.ts', "// sql`x`\nconst text = 'writer.selectFrom(users)'"),
    ],
  },
  'process, console and node:fs stay at the edge': {
    breaks: [
      file('src/users/routes.ts', 'console.log(1)'),
      file('src/http/app.ts', 'const { PORT } = process.env'),
      file('src/store/sqlite/engine.ts', "import { rmSync } from 'node:fs'"),
      file('src/keys/key-ring.ts', "import { readFile } from 'node:fs/promises'"),
    ],
    keeps: [
      file('src/cli/serve.ts', 'console.log(process.env)'),
      file('src/main.ts', 'process.exit(1)'),
      file('src/users/routes.ts', "// console.log\nconst x = 'process.env'"),
    ],
  },
  'only start/package.ts knows where the package lies': {
    breaks: [
      file('src/start/pages.ts', "join(import.meta.dirname, '..', 'assets')"),
      file('src/cli/backup.ts', 'readFileSync(import.meta.filename)'),
    ],
    keeps: [
      file('src/start/pages.ts', "join(packageDirectory, 'assets')"),
      file('src/store/sqlite/engine.ts', "new URL('./writer.js', import.meta.url)"),
      file('test/x.test.ts', 'join(import.meta.dirname)'),
    ],
  },
  'secrets are compared in constant time': {
    breaks: [
      file('src/api-auth/routes.ts', 'if (digest(secret) === key.secret_digest) x()'),
      file('src/users/list.ts', 'if (token !== held) x()'),
      file('src/users/list.ts', 'const same = given === row.signature'),
    ],
    keeps: [
      file('src/api-auth/routes.ts', 'if (token === undefined || secret !== null) x()'),
      file('src/api-auth/routes.ts', "const is = kind === 'access_token' && tokens.length === 0"),
      file('src/keys/key-ring.test.ts', 'expect(digest === other).toBe(true)'),
      file('src/users/list.ts', '// token === held'),
    ],
  },
  'names are kebab-case and say something': {
    breaks: [
      file('src/users/userList.ts'),
      file('src/users/user_list.ts'),
      file('src/users/utils.ts'),
      file('src/common/user.ts'),
      file('test/helpers.test.ts'),
      file('src/users/index.ts'),
    ],
    keeps: [file('src/users/user-list.test.ts'), file('src/store/migrations/0001-people.ts')],
  },
  'a file has at most 300 lines': {
    breaks: [file('src/users/user.ts', long(301)), file('test/x.test.ts', long(302))],
    keeps: [file('src/users/user.ts', long(300))],
  },
  'a file opens with one sentence saying what it knows': {
    breaks: [
      { path: 'src/a.ts', text: 'const a = 1\n' },
      { path: 'src/a.ts', text: '\n// Late.\n' },
    ],
    keeps: [{ path: 'src/main.ts', text: '#!/usr/bin/env node\n// From argv.\n' }],
  },
  'there are no default exports and no barrels': {
    breaks: [
      file('src/a.ts', 'export default function a() {}'),
      file('src/a.ts', "export * from './b.ts'"),
    ],
    keeps: [file('src/a.ts', "export const a = 'export default'\n// export * from 'b'")],
  },
}

describe('each check', () => {
  it('has planted breaches', () => {
    expect(Object.keys(planted)).toEqual(Object.keys(rules))
  })

  it.each(Object.entries(rules))('fails on a breach of: %s', (name, rule) => {
    const { breaks = [], keeps = [] } = planted[name] ?? {}
    for (const source of breaks)
      expect([source, rule(source)]).toEqual([source, [expect.anything()]])
    for (const source of keeps) expect(rule(source)).toEqual([])
  })
})

describe('reading a source', () => {
  it('finds imports of every spelling', () => {
    const text = `import a from 'a'\nimport type { b } from "../b.ts"\nimport './c.ts'\nawait import('d')\nexport { e } from 'e'`
    const found = importsOf({ path: 'src/users/user.ts', text })
    expect(found).toEqual(['a', 'src/b.ts', 'src/users/c.ts', 'd', 'e'])
  })

  it('blanks comments and leaves what looks like one in quotes', () => {
    expect(withoutComments("a // b\n'// c' /* d\n */ e")).toBe("a     \n'// c'     \n    e")
  })
})
