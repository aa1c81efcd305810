// Reads Vitest's V8 coverage against the compiled program, because the tests import it without Vite, and Vite's
// version of a file has its code in other places.
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import v8 from '@vitest/coverage-v8'
import { V8CoverageProvider } from '@vitest/coverage-v8/dist/provider.js'

class CompiledCoverageProvider extends V8CoverageProvider {
  async getSources(url: string) {
    const file = fileURLToPath(url)
    const code = await readFile(file, 'utf8')
    const map = JSON.parse(await readFile(`${file}.map`, 'utf8'))
    const sources = map.sources.map(
      (source: string) => pathToFileURL(resolve(dirname(file), source)).href,
    )
    return { code, map: { ...map, sources } }
  }
}

export default { ...v8, getProvider: () => new CompiledCoverageProvider() }
