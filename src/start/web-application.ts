// The web application as the build wrote it; without a build there is none.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { packageDirectory } from '../files/package.ts'
import type { Application, Asset, Encoding } from '../http/application.ts'

const built = join(packageDirectory, 'dist', 'web')

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const endings: Readonly<Record<Encoding, string>> = { br: '.br', gzip: '.gz' }

/** The application, or undefined if only the server was built. */
export function webApplication(): Application | undefined {
  const index = join(built, 'index.html')
  if (!existsSync(index)) return undefined
  const html = readFileSync(index, 'utf8')
  const names = readdirSync(join(built, 'assets')).filter((name) => extname(name) in types)
  return {
    page: (base) => html.replaceAll('"./', `"${base}`),
    assets: Object.fromEntries(names.map((name) => [`/assets/${name}`, asset(name)])),
  }
}

function asset(name: string): Asset {
  const contents = new Map<string, Buffer | undefined>()
  const file = join(built, 'assets', name)
  return {
    type: types[extname(name)] ?? '',
    read(encoding) {
      const path = file + (encoding === undefined ? '' : endings[encoding])
      if (!contents.has(path)) {
        contents.set(path, existsSync(path) ? readFileSync(path) : undefined)
      }
      return contents.get(path)
    },
  }
}
