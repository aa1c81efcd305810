// The rules of STYLE.md hold in every file, and each check fails on a planted breach.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { floors, floorsIn } from './rooms.ts'
import { repository } from './support/repository.ts'
import {
  fileCircles,
  importsOf,
  roomCircles,
  rules,
  type Source,
  sourcesIn,
  withoutComments,
} from './tidy.ts'

const sources = sourcesIn(repository, ['src', 'test', 'proof', 'bench', 'tools', 'web'])

describe('the repository', () => {
  it('has files to check', () => {
    expect(sources.length).toBeGreaterThan(100)
  })

  it.each(Object.entries(rules))('keeps the rule: %s', (_, rule) => {
    expect(sources.flatMap(rule)).toEqual([])
  })

  it('has no files and no rooms that import each other in a circle, types included', () => {
    expect([fileCircles(sources), roomCircles(sources)]).toEqual([[], []])
  })

  it('has every place that ARCHITECTURE.md gives a floor', () => {
    const missing = [...floors.keys()].filter((place) => !existsSync(join(repository, place)))
    expect(missing).toEqual([])
  })
})

/** Folders in addition to the rooms of src: things around the program, several nodes of it, shared code of tests. */
const around = [
  ...['api-docs', 'contract', 'deploy', 'docs', 'examples', 'official-sdk', 'package'],
  ...['logs', 'postgres', 'support', 'tls', 'web'],
]

it('tests are filed under the room of src that they are about', () => {
  const folders = readdirSync(join(repository, 'test'), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  )
  const rooms = readdirSync(join(repository, 'src')).map((name) => name.replace(/\.ts$/, ''))
  expect(folders.filter((name) => !rooms.includes(name) && !around.includes(name))).toEqual([])
})

const file = (path: string, code = ''): Source => ({ path, text: `// Knows something.\n${code}\n` })
const long = (lines: number) => 'x()\n'.repeat(lines - 1)

/** For each rule: sources that break it, and similar sources that do not. */
const planted: Record<string, { breaks: Source[]; keeps: Source[] }> = {
  'a pure file reads nothing and waits for nothing': {
    breaks: [
      file('src/users/user.ts', "import { randomBytes } from 'node:crypto'"),
      file('src/texts/names.ts', "import type { X } from 'node:net'"),
      file('src/domain/catalogue.ts', "const crypto = process.getBuiltinModule('node:crypto')"),
      file('src/domain/catalogue.ts', "import type { Db } from '../store/db.ts'"),
      file('src/domain/catalogue.ts', 'export const later = async () => 1'),
      file('src/domain/catalogue.ts', 'export type Later = Promise<number>'),
      file('src/domain/catalogue.ts', 'const now = Date.now()'),
      file('src/domain/catalogue.ts', 'const debug = process.env["DEBUG"]'),
      file('src/groups/shapes.ts', "import type { Context } from '../request/context.ts'"),
      file('src/groups/shapes.ts', "import type { Incoming } from '../http/app-options.ts'"),
      file('src/users/show-user.ts', "import { oneUser } from './sql.ts'"),
      file('src/users/show-user.ts', "import { listUsers } from './user-reader.ts'"),
    ],
    keeps: [
      file('src/http/app.ts', "import x from 'node:http'"),
      file('src/users/user.test.ts', "import x from 'node:fs'"),
      file('src/users/user.ts', "// await import 'node:fs'\nconst x = 'async'"),
      file('src/users/show-user.ts', "import type { UserRow } from './sql.ts'"),
      file('src/users/user-reader.ts', 'await context.load()'),
      file('src/values/sealing.ts', "import { type Db } from '../store/db.ts'\nawait read()"),
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
  'http and store know no rule of the domain': {
    breaks: [
      file('src/http/app.ts', "import type { Actor } from '../domain/actor.ts'"),
      file('src/store/sqlite/engine.ts', "import { x } from '../../domain/catalogue.ts'"),
    ],
    keeps: [
      file('src/http/app.ts', "import { x } from '../errors.ts'\nimport '../store/db.ts'"),
      file('src/users/routes.ts', "import { x } from '../domain/actor.ts'"),
    ],
  },
  'a file imports from its own floor or from below': {
    breaks: [
      file('src/domain/actor.ts', "import type { X } from '../keys/hidden-value.ts'"),
      file('src/errors.ts', "import './domain/actor.ts'"),
      file('src/http/app.ts', "import { x } from '../users/user.ts'"),
      file('src/http/app.ts', "import type { Context } from '../request/context.ts'"),
      file('src/store/migrations/0009-x.ts', "import { x } from '../../access/sql.ts'"),
      file('src/access/authenticate.ts', "import { x } from '../start/upkeep.ts'"),
      file('src/users/routes.ts', "const { x } = await import('../serve.ts')"),
    ],
    keeps: [
      file('src/groups/routes.ts', "import { x } from '../users/user.ts'"),
      file('src/domain/actor.ts', "import { x } from '../errors.ts'"),
      file('src/domain/actor.test.ts', "import { x } from '../serve.ts'"),
    ],
  },
  'ARCHITECTURE.md names every folder and its floor': {
    breaks: [file('src/wizards/wand.ts'), file('src/store/oracle/engine.ts'), file('src/loose.ts')],
    keeps: [
      file('src/store/sqlite/engine.ts'),
      file('src/wizards/wand.test.ts'),
      file('src/errors.ts'),
    ],
  },
  'SQL stands in sql.ts files and in store': {
    breaks: [
      file('src/users/routes.ts', "writer.selectFrom('users')"),
      file('src/serve.ts', 'const x = sql`select 1`'),
      file('src/users/user-reader.ts', 'const x = sql<string>`select 1`'),
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
  'only files/package.ts knows where the package lies': {
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
      file('src/users/user-reader.ts', 'if (token !== held) x()'),
      file('src/users/user-reader.ts', 'const same = given === row.signature'),
    ],
    keeps: [
      file('src/api-auth/routes.ts', 'if (token === undefined || secret !== null) x()'),
      file('src/api-auth/routes.ts', "const is = kind === 'access_token' && tokens.length === 0"),
      file('src/keys/key-ring.test.ts', 'expect(digest === other).toBe(true)'),
      file('src/users/user-reader.ts', '// token === held'),
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
    keeps: [
      file('src/users/user.ts', long(300)),
      file('src/users/user.ts', `// guard a-1: gone\n${long(300)}`),
    ],
  },
  'a line has at most 120 columns, but for a text that is longer': {
    breaks: [
      file('src/errors.ts', `// ${'word '.repeat(30)}`),
      file('src/errors.ts', `const list = [${'1234, '.repeat(25)}]`),
    ],
    keeps: [
      file('src/errors.ts', `// ${'w'.repeat(117)}`),
      file('src/errors.ts', `const text = '${'word '.repeat(30)}'`),
      file('src/errors.ts', `const pattern = /${'word '.repeat(30)}/`),
    ],
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

describe('circles', () => {
  it('are found of files, of types alone and through others', () => {
    const circle = [
      file('src/users/a.ts', "import type { B } from './b.ts'"),
      file('src/users/b.ts', "export { c } from './c.ts'"),
      file('src/users/c.ts', "const a = await import('./a.ts')"),
      file('src/users/d.ts', "import './a.ts'"),
    ]
    expect(fileCircles(circle)).toEqual([['src/users/a.ts', 'src/users/b.ts', 'src/users/c.ts']])
    expect(roomCircles(circle)).toEqual([])
  })

  it('are found of rooms whose files are in none', () => {
    const rooms = [
      file('src/users/a.ts', "import type { B } from '../groups/b.ts'"),
      file('src/groups/c.ts', "import '../roles/d.ts'"),
      file('src/roles/e.ts', "import '../users/f.ts'"),
      file('src/roles/e.test.ts', "import '../session/g.ts'"),
      file('src/session/g.ts', "import '../roles/e.ts'"),
    ]
    expect(fileCircles(rooms)).toEqual([])
    expect(roomCircles(rooms)).toEqual([['src/groups/', 'src/roles/', 'src/users/']])
  })
})

describe('reading a page of floors', () => {
  it('takes every place in backticks from rows that begin with a number', () => {
    const page =
      '| floor | place |\n|--|--|\n| 0 | `src/a.ts`, `src/b/` | `src/c/` |\n| 12 | `src/d/e/` | |\n| x | `src/f/` | |'
    expect([...floorsIn(page)]).toEqual([
      ['src/a.ts', 0],
      ['src/b/', 0],
      ['src/d/e/', 12],
    ])
  })
})

describe('reading a source', () => {
  it('finds imports of every spelling', () => {
    const text = `import a from 'a'\nimport type { b } from "../b.ts"\nimport './c.ts'\nawait import('d')\nexport { e } from 'e'\nexport const from = Buffer.from('f')`
    const found = importsOf({ path: 'src/users/user.ts', text })
    expect(found).toEqual(['a', 'src/b.ts', 'src/users/c.ts', 'd', 'e'])
  })

  it('blanks comments and leaves what looks like one in quotes', () => {
    expect(withoutComments("a // b\n'// c' /* d\n */ e")).toBe("a     \n'// c'     \n    e")
  })
})
