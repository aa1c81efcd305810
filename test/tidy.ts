// The rules of STYLE.md that a program can check; each is a function from one file to its breaches.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { circlesIn, floors, placesOf, roomOf } from './rooms.ts'

/** A source file: its path from the root of the repository, and its text. */
export interface Source {
  readonly path: string
  readonly text: string
}

export type Rule = (source: Source) => string[]

/** Rooms in which every file is pure. */
const pureRooms = ['domain', 'texts', 'filter-expressions']
/** The floor of the operations; files of a feature are pure except those with these names. */
const featureFloor = 5
const impure = /(^|-)(routes|sql|reader)\.ts$/
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
const isPure = ({ path }: Source) =>
  path.startsWith('src/') &&
  !isTest(path) &&
  (pureRooms.includes(folderOf(path)) ||
    (floors.get(roomOf(path)) === featureFloor && !impure.test(nameOf(path))))

interface Import {
  /** The module; a relative one as a path from the root of the repository. */
  readonly module: string
  readonly typeOnly: boolean
}

/** The modules that a file imports, including imports of types. */
export const importsOf = (source: Source): string[] =>
  importsWithKind(source).map(({ module }) => module)

function importsWithKind({ path, text }: Source): Import[] {
  const found = withoutComments(text).matchAll(
    /(?:^(?:import|export)\s+(type\s+)?(?:[\w*{][^'"=;]*?\bfrom\s+)?|\bimport\(\s*|\bgetBuiltinModule\(\s*)(['"])([^'"]+)\2/gm,
  )
  return [...found].map(([, type, , module = '']) => ({
    module: module.startsWith('.') ? normalize(join(dirname(path), module)) : module,
    typeOnly: type !== undefined,
  }))
}

/** The text with comments replaced by blanks; text in quotes is unchanged. */
export function withoutComments(text: string): string {
  const token =
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g
  return text.replace(token, (all, quoted?: string) => quoted ?? all.replace(/[^\n]/g, ' '))
}

/** The code without comments and without text in quotes. */
const codeOf = (text: string) =>
  withoutComments(text).replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''")

const broken = (source: Source, breaks: boolean, what: string) =>
  breaks ? [`${source.path}: ${what}`] : []

/** A text in quotes, or a pattern. */
const longText =
  /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`?|(?<=[=(,:]\s*|^\s*)\/(?![/*]).*\/[a-z]*/g

/** A secret compared with a name on either side; a comparison with undefined or null or of its type is allowed. */
const comparesSecret =
  /\b\w*(secret|token|digest|signature)\w*\s*[!=]==\s*(?!undefined\b|null\b)\w|[\w)\]]\s*[!=]==\s*[\w.]*(secret|token|digest|signature)\w*\b(?!\()/i

export const rules: Record<string, Rule> = {
  'a pure file reads nothing and waits for nothing': (source) => {
    if (!isPure(source)) return []
    const code = codeOf(source.text)
    const [own, imports] = [nameOf(source.path), importsWithKind(source)]
    const reaches = ({ module, typeOnly }: Import) =>
      /^node:|^src\/(store|request|catalogue|access)\/|^src\/http\/app/.test(module) ||
      (!typeOnly && impure.test(nameOf(module)))
    return [
      ...imports
        .filter(reaches)
        .flatMap(({ module }) => broken(source, true, `is pure and imports ${module}`)),
      ...broken(
        source,
        /\b(await|async|Promise)\b/.test(code),
        `is pure and waits; move that out of ${own}, or name it …-reader.ts`,
      ),
      ...broken(
        source,
        /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\b|\bprocess\b(?!\.getBuiltin)/.test(
          code,
        ),
        'is pure and asks for the time, for chance or for the process; take what it needs as an argument',
      ),
    ]
  },

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

  'http and store know no rule of the domain': (source) =>
    isProgram(source) && ['http', 'store'].includes(folderOf(source.path))
      ? importsOf(source)
          .filter((it) => it.startsWith('src/domain/'))
          .flatMap((it) => broken(source, true, `imports ${it}`))
      : [],

  'a file imports from its own floor or from below': (source) => {
    if (!source.path.startsWith('src/')) return []
    const own = floors.get(roomOf(source.path)) ?? Number.POSITIVE_INFINITY
    return isTest(source.path)
      ? []
      : importsOf(source)
          .filter((it) => it.startsWith('src/') && (floors.get(roomOf(it)) ?? 0) > own)
          .flatMap((it) => broken(source, true, `imports ${it} from a floor above its own`))
  },

  'ARCHITECTURE.md names every folder and its floor': (source) =>
    source.path.startsWith('src/') && !isTest(source.path)
      ? placesOf(source.path)
          .filter((place) => !floors.has(place))
          .flatMap((place) => broken(source, true, `${place} has no floor in ARCHITECTURE.md`))
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
        !['start', 'cli', 'backup', 'files'].includes(folderOf(source.path)) &&
        !['src/main.ts', 'src/library.ts', 'src/serve.ts'].includes(source.path) &&
        (/\b(process|console)\s*\.(?!getBuiltinModule\b)/.test(codeOf(source.text)) ||
          importsOf(source).some((it) => /^node:(fs|process|console)(\/|$)/.test(it))),
      'uses process, console or node:fs; only main.ts, library.ts, serve.ts, start/, cli/, backup/ and files/ may',
    ),

  'only files/package.ts knows where the package lies': (source) =>
    broken(
      source,
      isProgram(source) &&
        source.path !== 'src/files/package.ts' &&
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
    const words = partsOf(source.path).map((part) =>
      part.replace(/(\.test|\.d|\.config)?\.tsx?$/, ''),
    )
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
      source.text
        .trimEnd()
        .split('\n')
        .filter((line) => !/^ *\/\/ guard /.test(line)).length > 300,
      'has more than 300 lines, marks of guards not counted; split it by noun',
    ),

  'a line has at most 120 columns, but for a text that is longer': (source) =>
    source.text
      .split('\n')
      .flatMap((line, at) =>
        broken(
          source,
          line.length > 120 && line.replace(longText, '').length > 100,
          `line ${at + 1} is wider than 120 columns`,
        ),
      ),

  'a file opens with one sentence saying what it knows': (source) =>
    broken(source, !/^(#![^\n]*\n)?\/\/ \S/.test(source.text), 'does not open with a comment'),

  'there are no default exports and no barrels': (source) =>
    broken(
      source,
      !source.path.endsWith('.config.ts') &&
        /\bexport\s+default\b|\bexport\s+\*\s+from\b/.test(codeOf(source.text)),
      'has a default export or passes everything of another file on',
    ),
}

/** Files that import each other in a circle, including imports of types alone. */
export const fileCircles = (sources: readonly Source[]): string[][] =>
  circlesIn(new Map(sources.filter(isProgram).map((it) => [it.path, importsOf(it)])))

/** The same for rooms. */
export function roomCircles(sources: readonly Source[]): string[][] {
  const imports = new Map<string, string[]>()
  for (const source of sources.filter(isProgram)) {
    const room = roomOf(source.path)
    const others = importsOf(source)
      .filter((it) => it.startsWith('src/'))
      .map(roomOf)
      .filter((it) => it !== room)
    imports.set(room, [...(imports.get(room) ?? []), ...others])
  }
  return circlesIn(imports)
}

/** Every file of TypeScript, with or without markup, in these folders. */
export function sourcesIn(root: string, folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({
        path: file.slice(root.length + 1),
        text: readFileSync(file, 'utf8'),
      })),
  )
}
