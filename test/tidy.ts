// The rules of STYLE.md that a program can check, each a function from one file to what breaks it.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** A source file: its path from the root of the repository, and its text. */
export interface Source {
  readonly path: string
  readonly text: string
}

export type Rule = (source: Source) => string[]

/** Folders of src that are no feature. */
const machinery = ['http', 'store', 'start', 'cli', 'keys', 'backup']
const drivers = ['better-sqlite3', 'kysely', 'pg']
const vagueNames = [
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'misc',
  'manager',
  'service',
  'base',
  'types',
  'constants',
  'index',
]

const partsOf = (path: string) => path.split('/')
const folderOf = (path: string) => (partsOf(path).length > 2 ? (partsOf(path)[1] ?? '') : '')
const nameOf = (path: string) => partsOf(path).at(-1) ?? ''
const isTest = (path: string) => /\.test\.ts$/.test(path)
const isProgram = ({ path }: Source) => path.startsWith('src/') && !isTest(path)
const isFeature = (path: string) =>
  path.startsWith('src/') && folderOf(path) !== '' && !machinery.includes(folderOf(path))
/** In a feature folder every file is pure but those two kinds. */
const isPure = (path: string) => isFeature(path) && !/(^|-)(routes|sql)\.ts$/.test(nameOf(path))

/** Modules that a file imports, relative ones as paths from the root. */
export function importsOf({ path, text }: Source): string[] {
  const found = withoutComments(text).matchAll(/\b(?:from|import)\s*\(?\s*(['"])([^'"]+)\1/g)
  return [...found].map(([, , module = '']) =>
    module.startsWith('.') ? normalize(join(dirname(path), module)) : module,
  )
}

/** The text with comments blanked out; quotes are respected. */
export function withoutComments(text: string): string {
  const token =
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g
  return text.replace(token, (all, quoted?: string) => quoted ?? all.replace(/[^\n]/g, ' '))
}

/** The code alone: neither comments nor what stands in quotes. */
const codeOf = (text: string) =>
  withoutComments(text).replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''")

const broken = (source: Source, breaks: boolean, what: string) =>
  breaks ? [`${source.path}: ${what}`] : []

/** Compared with a name on either side; whether there is one, and of which kind, may be asked. */
const comparesSecret =
  /\b\w*(secret|token|digest|signature)\w*\s*[!=]==\s*(?!undefined\b|null\b)\w|[\w)\]]\s*[!=]==\s*[\w.]*(secret|token|digest|signature)\w*\b(?!\()/i

export const rules: Record<string, Rule> = {
  'a pure file imports no node: module': (source) =>
    broken(
      source,
      isProgram(source) &&
        isPure(source.path) &&
        importsOf(source).some((it) => it.startsWith('node:')),
      'is pure and imports a node: module; take what it gives as an argument',
    ),

  'only http imports Fastify': (source) =>
    broken(
      source,
      isProgram(source) &&
        folderOf(source.path) !== 'http' &&
        importsOf(source).includes('fastify'),
      'imports Fastify outside http/',
    ),

  'only store imports drivers': (source) =>
    broken(
      source,
      isProgram(source) &&
        folderOf(source.path) !== 'store' &&
        importsOf(source).some((it) => drivers.includes(it.split('/')[0] ?? '')),
      'imports a driver outside store/',
    ),

  'http and store import no feature': (source) =>
    isProgram(source) && ['http', 'store'].includes(folderOf(source.path))
      ? importsOf(source)
          .filter((it) => isFeature(it) || it === 'src/routes.ts')
          .flatMap((it) => broken(source, true, `imports the feature file ${it}`))
      : [],

  'SQL stands in sql.ts files and in store': (source) =>
    broken(
      source,
      isProgram(source) &&
        folderOf(source.path) !== 'store' &&
        !/(^|-)sql\.ts$/.test(nameOf(source.path)) &&
        /\.(selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql(<[^>]*>)?`/.test(
          codeOf(source.text),
        ),
      'holds SQL; move it to sql.ts',
    ),

  'process, console and node:fs stay at the edge': (source) =>
    broken(
      source,
      isProgram(source) &&
        !['start', 'cli', 'backup'].includes(folderOf(source.path)) &&
        !['src/main.ts', 'src/library.ts', 'src/serve.ts'].includes(source.path) &&
        (/\b(process|console)\s*\./.test(codeOf(source.text)) ||
          importsOf(source).some((it) => /^node:(fs|process|console)(\/|$)/.test(it))),
      'uses process, console or node:fs; only main.ts, library.ts, serve.ts, start/, cli/ and backup/ may',
    ),

  'only start/package.ts knows where the package lies': (source) =>
    broken(
      source,
      isProgram(source) &&
        source.path !== 'src/start/package.ts' &&
        /\bimport\.meta\.(dirname|filename)\b/.test(codeOf(source.text)),
      'looks for files beside itself, which lies elsewhere in the published bundle; use packageDirectory',
    ),

  'secrets are compared in constant time': (source) =>
    broken(
      source,
      isProgram(source) && comparesSecret.test(codeOf(source.text)),
      'compares a secret, token, digest or signature with === or !==; timingSafeEqual does not tell where they differ',
    ),

  'names are kebab-case and say something': (source) => {
    const words = partsOf(source.path).map((part) => part.replace(/(\.test)?\.ts$/, ''))
    return [
      ...broken(
        source,
        !words.every((it) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(it)),
        'is not kebab-case',
      ),
      ...broken(
        source,
        words.some((it) => vagueNames.includes(it)),
        'has a name that says nothing',
      ),
    ]
  },

  'a file has at most 300 lines': (source) =>
    broken(
      source,
      source.text.trimEnd().split('\n').length > 300,
      'has more than 300 lines; split it by noun',
    ),

  'a file opens with one sentence saying what it knows': (source) =>
    broken(source, !/^(#![^\n]*\n)?\/\/ \S/.test(source.text), 'does not open with a comment'),

  'there are no default exports and no barrels': (source) =>
    broken(
      source,
      /\bexport\s+default\b|\bexport\s+\*\s+from\b/.test(codeOf(source.text)),
      'has a default export or passes everything of another file on',
    ),
}

/** Everything that breaks a rule. */
export const problems = (sources: readonly Source[]): string[] =>
  Object.values(rules).flatMap((rule) => sources.flatMap(rule))

/** Every TypeScript file below these folders. */
export function sourcesIn(root: string, folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({
        path: file.slice(root.length + 1),
        text: readFileSync(file, 'utf8'),
      })),
  )
}
