// The page at `/`: where the API, the guides and the health of a server are; and the guides as they are written.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StaticPage } from '../http/static-pages.ts'
import { packageDirectory, version } from './package.ts'

const assets = join(packageDirectory, 'assets', 'start-page')
const guides = join(packageDirectory, 'docs', 'guides')

/** By address. */
export function startPages(): Record<string, StaticPage> {
  const written = readdirSync(guides)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => ({ url: `/guides/${name}`, body: readFileSync(join(guides, name)) }))
  const links = written.map(({ url, body }) => `<li><a href="${url}">${titleOf(body)}</a></li>`)
  const html = readFileSync(join(assets, 'index.html'), 'utf8')
    .replace('{{version}}', version)
    .replace('{{guides}}', links.join('\n        '))
  const style = readFileSync(join(assets, 'start-page.css'))
  return {
    '/': { type: 'text/html; charset=utf-8', read: () => Buffer.from(html) },
    '/start-page.css': { type: 'text/css; charset=utf-8', read: () => style },
    // Browsers show text; Markdown they would save.
    ...Object.fromEntries(
      written.map(({ url, body }) => [
        url,
        { type: 'text/plain; charset=utf-8', read: () => body },
      ]),
    ),
  }
}

/** The first line of a guide, which is its heading; ours, so nothing in it has to be escaped but these two. */
const titleOf = (guide: Buffer) =>
  (guide.toString().split('\n')[0] ?? '')
    .replace(/^# /, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
