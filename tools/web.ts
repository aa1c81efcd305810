// Makes dist/web, the web application: bundled, compressed ahead of time, with the licences of what it contains. It
// prints how much script the first page loads, and does nothing if nothing has changed.
import { createHash } from 'node:crypto'
import { existsSync, globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'
import { firstLoad } from './first-load.ts'
import { licences, packageAround } from './licences.ts'

const root = join(import.meta.dirname, '..', '..')
const target = join(root, 'dist', 'web')
const stampFile = join(target, 'made-of')

/** With the rules of the server, which the application applies while somebody types. */
const rules = ['domain', 'filter-expressions', 'texts'].map((room) => `src/${room}/**/*.ts`)
const parts = ['web/**/*', 'src/client/*.ts', 'src/*.ts', ...rules]

/** The least bytes of a file that is there as Brotli, too: each copy takes a block of the disk. */
const worthBrotli = 4096

/** What the application is made of. */
function stamp(): string {
  const hash = createHash('sha256')
  const files = globSync([...parts, 'package-lock.json', 'tools/web.ts'], {
    cwd: root,
    withFileTypes: true,
  })
  const paths = files.filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name))
  for (const path of paths.sort()) hash.update(path).update(readFileSync(path))
  return hash.digest('hex')
}

async function make(made: string): Promise<void> {
  const bundled = new Set<string>()
  await build({
    configFile: join(root, 'web', 'vite.config.ts'),
    logLevel: 'warn',
    plugins: [
      {
        name: 'what-is-bundled',
        generateBundle(_, files) {
          for (const file of Object.values(files)) {
            const modules = file.type === 'chunk' ? file.moduleIds : []
            for (const directory of modules.flatMap(packageAround)) bundled.add(directory)
          }
        },
      },
    ],
  })
  // The style sheets of this package are bundled too, which have no module.
  bundled.add(join(root, 'node_modules', '@mantine', 'core'))
  writeFileSync(join(target, 'licences.txt'), `${licences([...bundled].sort())}\n`)
  const assets = join(target, 'assets')
  for (const name of readdirSync(assets)) {
    const content = readFileSync(join(assets, name))
    writeFileSync(join(assets, `${name}.gz`), gzipSync(content, { level: 9 }))
    if (content.length < worthBrotli) continue
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
    writeFileSync(join(assets, `${name}.br`), brotliCompressSync(content, { params }))
  }
  writeFileSync(stampFile, made)
}

const made = stamp()
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== made) {
  await make(made)
  const { gzip, brotli } = firstLoad(target)
  process.stdout.write(
    `web: the first page loads ${kilobytes(gzip)} kB of script as gzip, ${kilobytes(brotli)} kB as Brotli\n`,
  )
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1)
}
