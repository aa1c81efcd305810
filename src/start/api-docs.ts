// The page to read and try the API: static files that come with the program.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StaticPage } from '../http/static-pages.ts'

/** Beside dist/ in the package. */
const directory = join(import.meta.dirname, '..', '..', '..', 'assets', 'api-docs')

const page = (file: string, type: string): StaticPage => ({
  type: `${type}; charset=utf-8`,
  body: readFileSync(join(directory, file)),
})

/** By address. */
export const apiDocs = (): Record<string, StaticPage> => ({
  '/api-docs': page('index.html', 'text/html'),
  '/api-docs/page.js': page('page.js', 'text/javascript'),
  '/api-docs/page.css': page('page.css', 'text/css'),
})
