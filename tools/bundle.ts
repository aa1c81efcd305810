// Makes dist/package, the published package: the built program in a few files, with the packages that it needs except
// drivers; the licences of those packages; the types of its public interface (docs/decisions/0032).
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { rolldown } from 'rolldown'
import { isolatedDeclarationSync } from 'rolldown/experimental'
import { licences, manifestIn, packageAround } from './licences.ts'

const root = join(import.meta.dirname, '..', '..')
const built = join(root, 'dist', 'src')
const target = join(root, 'dist', 'package')

/** The files that are started by name: by npm, by a program that imports the package, by the thread that answers. */
const entries = {
  main: join(built, 'main.js'),
  library: join(built, 'library.js'),
  writer: join(built, 'store', 'sqlite', 'writer.js'),
  'wal-copier': join(built, 'store', 'sqlite', 'wal-copier.js'),
}

/** Writes the program; returns the directories of the packages that it contains. */
async function bundle(): Promise<string[]> {
  const { dependencies, optionalDependencies } = manifestIn(root)
  const external = Object.keys({ ...dependencies, ...optionalDependencies })
  const graph = await rolldown({ cwd: root, platform: 'node', input: entries, external })
  const { output } = await graph.write({ dir: target, chunkFileNames: '[name].js' })
  await graph.close()
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  return [...new Set(modules.flatMap(packageAround))].sort()
}

/** Writes the declarations of a source file and of the files from which its types come. */
function writeTypes(source: string, written = new Set<string>()): void {
  if (written.has(source)) return
  written.add(source)
  const { code, errors } = isolatedDeclarationSync(
    source,
    readFileSync(join(root, 'src', source), 'utf8'),
    { stripInternal: false, sourcemap: false },
  )
  const [wrong] = errors
  if (wrong !== undefined) throw new Error(`${source}: ${wrong.message}`)
  const file = join(target, 'types', source.replace(/\.ts$/, '.d.ts'))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, code.replace(/(from "\..*)\.ts"/g, '$1.js"'))
  for (const [, near = ''] of code.matchAll(/from "(\.[^"]*)"/g)) {
    writeTypes(normalize(join(dirname(source), near)), written)
  }
}

rmSync(target, { recursive: true, force: true })
const packages = await bundle()
// npm does this once, when it links the program; a later build of a checkout would take it away.
chmodSync(join(target, 'main.js'), 0o755)
writeFileSync(join(target, 'licences.txt'), `${licences(packages)}\n`)
writeTypes('library.ts')
