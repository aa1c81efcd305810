// The page at `/`, with links to the API, the guides and the health checks; and the guides as text.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageDirectory, version } from '../files/package.ts'
import type { StaticPage } from '../http/static-pages.ts'

const assets = join(packageDirectory, 'assets', 'start-page')
const css = 'text/css; charset=utf-8'
const guides = join(packageDirectory, 'docs', 'guides')

/** The pages by address. */
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
    '/start-page.css': { type: css, read: () => style },
    '/oauth.css': { type: css, read: () => readFileSync(join(assets, 'oauth.css')) },
    // Browsers show plain text, but would save Markdown.
    ...Object.fromEntries(
      written.map(({ url, body }) => [
        url,
        { type: 'text/plain; charset=utf-8', read: () => body },
      ]),
    ),
  }
}

/** The first line of a guide, its heading. We write the guides, so only these two characters need escaping. */
const titleOf = (guide: Buffer) =>
  (guide.toString().split('\n')[0] ?? '')
    .replace(/^# /, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
