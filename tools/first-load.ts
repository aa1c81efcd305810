// How much script the first page of the web application loads: the entry, and the greatest screen with all it imports.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Loaded {
  /** Bytes. */
  readonly gzip: number
  readonly brotli: number
}

export function firstLoad(directory: string): Loaded {
  const assets = join(directory, 'assets')
  const html = readFileSync(join(directory, 'index.html'), 'utf8')
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'))
  const entry = withImports(
    assets,
    scripts.filter((name) => html.includes(name)),
  )
  // The name of a screen is in the entry, which loads it when its address is opened.
  const screens = scripts.filter((name) => !entry.has(name))
  const loads = screens.map((screen) => sizeOf(assets, withImports(assets, [screen, ...entry])))
  return loads.reduce((most, load) => (load.gzip > most.gzip ? load : most), sizeOf(assets, entry))
}

/** Scripts with all that they import at once. */
function withImports(assets: string, names: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>()
  const visit = (name: string) => {
    if (all.has(name)) return
    all.add(name)
    const text = readFileSync(join(assets, name), 'utf8')
    for (const [, imported = ''] of text.matchAll(
      /(?:\bfrom|\bimport)\s*["'`]\.\/([\w.-]+\.js)["'`]/g,
    )) {
      visit(imported)
    }
  }
  names.forEach(visit)
  return all
}

const sizeOf = (assets: string, names: ReadonlySet<string>): Loaded => ({
  gzip: sum(assets, names, ['.gz']),
  brotli: sum(assets, names, ['.br', '.gz']),
})

/** The first form that is there counts, as the server chooses. */
const sum = (assets: string, names: ReadonlySet<string>, endings: readonly string[]) =>
  [...names]
    .flatMap((name) => endings.map((it) => join(assets, name + it)).find(existsSync) ?? [])
    .reduce((bytes, file) => bytes + statSync(file).size, 0)
