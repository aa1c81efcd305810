// The promises of a page: its links work and its commands exist.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A page and its path from the root of the repository. */
export interface Page {
  readonly path: string
  readonly text: string
}

const notOurs = /^(node_modules|dist|coverage|\.git|attrium-data.*)$/

/** The files of a repository whose names match, except built and installed ones. */
export function filesOf(root: string, name: RegExp): Page[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => !notOurs.test(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(root, entry.name) : [entry.name]))
    .filter((path) => name.test(path) && !path.includes('/node_modules/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

const filesBelow = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
    (path) => `${folder}/${path}`,
  )

/** Relative links of a page without a target. */
export function brokenLinks(page: Page, exists: (path: string) => boolean): string[] {
  const directory = page.path.split('/').slice(0, -1)
  return linksIn(page.text)
    .filter((link) => !/^([a-z]+:|#|\/)/.test(link))
    .filter((link) => !exists(resolved(directory, link.replace(/#.*$/, ''))))
    .map((link) => `${page.path}: ${link}`)
}

/** Links to headings that their page does not have; `textOf` reads a page, if there is one. */
export function brokenAnchors(page: Page, textOf: (path: string) => string | undefined): string[] {
  const directory = page.path.split('/').slice(0, -1)
  return linksIn(page.text)
    .filter((link) => !/^([a-z]+:|\/)/.test(link) && link.includes('#'))
    .filter((link) => {
      const [path = '', anchor = ''] = link.split('#')
      const text = path === '' ? page.text : textOf(resolved(directory, path))
      return text !== undefined && !anchorsIn(text).includes(anchor)
    })
    .map((link) => `${page.path}: ${link}`)
}

/** The anchors of the headings, as GitHub spells them. */
const anchorsIn = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

function linksIn(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)[^)]*\)/g)].map(([, link = '']) => link)
}

function resolved(directory: readonly string[], link: string): string {
  const parts = [...directory]
  for (const part of link.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

/** `npm run` commands in a page that package.json does not have. */
export function unknownScripts(page: Page, scripts: readonly string[]): string[] {
  const named = [...page.text.matchAll(/\bnpm run (?:--?[\w-]+ )*([\w:-]+)/g)]
  const short = [...page.text.matchAll(/\bnpm (test|start)\b/g)]
  return [...named, ...short]
    .map(([, script = '']) => script)
    .filter((script) => !scripts.includes(script))
    .map((script) => `${page.path}: npm run ${script}`)
}
