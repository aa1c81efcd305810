// What a page promises its reader: links that lead somewhere, commands that exist.

/** A page and where it is, from the root of the repository. */
export interface Page {
  readonly path: string
  readonly text: string
}

/** Relative links of a page that lead nowhere, as seen from the root. */
export function brokenLinks(page: Page, exists: (path: string) => boolean): string[] {
  const directory = page.path.split('/').slice(0, -1)
  return linksIn(page.text)
    .filter((link) => !/^([a-z]+:|#|\/)/.test(link))
    .filter((link) => !exists(resolved(directory, link.replace(/#.*$/, ''))))
    .map((link) => `${page.path}: ${link}`)
}

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

/** `npm run` commands in a page that package.json does not know. */
export function unknownScripts(page: Page, scripts: readonly string[]): string[] {
  const named = [...page.text.matchAll(/\bnpm run (?:--?[\w-]+ )*([\w:-]+)/g)]
  const short = [...page.text.matchAll(/\bnpm (test|start)\b/g)]
  return [...named, ...short]
    .map(([, script = '']) => script)
    .filter((script) => !scripts.includes(script))
    .map((script) => `${page.path}: npm run ${script}`)
}
