// Every citation in code and pages has a target, and the index of decisions is complete.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repository } from '../support/repository.ts'
import { tablesBelow } from './blocks.ts'
import {
  citable,
  citationsIn,
  type Documents,
  homelessCitations,
  pagesNamedIn,
} from './citations.ts'
import { filesOf } from './pages.ts'

const read = (path: string) => readFileSync(join(repository, path), 'utf8')
const namesIn = (path: string) => readdirSync(join(repository, path)).sort()

const decisionFiles = namesIn('docs/decisions').filter((name) => name !== 'README.md')
const documents: Documents = {
  looker: namesIn('docs/looker').map((name) => read(`docs/looker/${name}`)),
  clients: read('docs/looker/clients.md'),
  threats: read('docs/threats.md'),
  security: read('SECURITY.md'),
  decisions: decisionFiles,
}
const all = citable(documents)
const known = new Set(all)
const code = filesOf(repository, /\.(ts|mjs|c|sh|py|tf)$/)
const pages = filesOf(repository, /\.md$/)

describe('a citation', () => {
  it('can name each thing once', () => {
    expect(all.filter((name, at) => all.indexOf(name) !== at)).toEqual([])
    for (const name of ['looker 4.4', 'looker 15', 'clients 39', 'T-48', 'F-32', 'D-16', 'G-33']) {
      expect(known).toContain(name)
    }
  })

  it('leads somewhere, in code and on pages', () => {
    const citations = [...code, ...pages].flatMap(({ path, text }) =>
      citationsIn(text).map((name) => ({ path, name })),
    )
    expect(citations.length).toBeGreaterThan(400)
    expect(citations.filter(({ name }) => !known.has(name))).toEqual([])
  })

  it('names its document', () => {
    // Facts about Looker may cite each other without naming the document.
    const others = pages.filter(({ path }) => !path.startsWith('docs/looker/'))
    const homeless = [...code, ...others].flatMap(({ path, text }) =>
      homelessCitations(text, known).map((name) => `${path}: ${name}`),
    )
    expect(homeless).toEqual([])
  })

  it('of a page names one that exists', () => {
    const isThere = (path: string, page: string) =>
      ['.', dirname(path), 'docs/reference'].some((from) =>
        existsSync(join(repository, from, page)),
      )
    // Tests of pages contain names of pages that do not exist.
    const named = [...code, ...pages]
      .filter(({ path }) => !/^test\/docs\/.*\.test\.ts$/.test(path))
      .flatMap(({ path, text }) => pagesNamedIn(text).map((page) => ({ path, page })))
    expect(named.filter(({ path, page }) => !isThere(path, page))).toEqual([])
  })
})

describe('the check of citations', () => {
  // Put together here, because the checks would find the planted citations in this file otherwise.
  const plant = (kind: string, names: string) => `${kind} ${names}`

  it('takes lists and ranges apart, also across the lines of a comment', () => {
    const text = `// One (${plant('looker', '1.4')}, 1.5, ${plant('clients', '12 to')}\n// 14; T${'-20'}).`
    expect(citationsIn(text)).toEqual([
      plant('looker', '1.4'),
      plant('looker', '1.5'),
      plant('clients', '12'),
      plant('clients', '14'),
      `T${'-20'}`,
    ])
    expect(citationsIn(plant('decisions', '2, 9 and 17.'))).toEqual([
      plant('decision', '2'),
      plant('decision', '9'),
      plant('decision', '17'),
    ])
  })

  it('finds a number that no document has', () => {
    const missing = [
      plant('looker', '99.1'),
      plant('clients', '99'),
      plant('decision', '999'),
      plant('promise', 'P99'),
      `T${'-99'}`,
    ]
    expect(missing.flatMap(citationsIn)).toEqual(missing)
    expect(missing.filter((name) => known.has(name))).toEqual([])
  })

  it('finds a bare number and the name of a page that is not here', () => {
    expect(homelessCitations(`says so (${'4.4'})`, known)).toEqual([`(${'4.4'}`])
    expect(homelessCitations(`${'semantics'}.md 4.4`, known)).toEqual([`${'semantics'}.md 4.4`])
    expect(homelessCitations('since 3.51 (99.1)', known)).toEqual([])
    expect(pagesNamedIn('see `product.md` and ../docs/scale.md, not README.mdx')).toEqual([
      'product.md',
      '../docs/scale.md',
    ])
  })
})

describe('the index of decisions', () => {
  const rows = tablesBelow(read('docs/decisions/README.md'), '# Decisions').flat()
  const titleOf = (file: string) =>
    /^# \d+\. (.+)$/m.exec(read(`docs/decisions/${file}`))?.[1] ?? 'has no title'

  it('lists every file of the folder with its number and title, in order', () => {
    const wanted = decisionFiles.map((file) => [
      String(Number(file.slice(0, 4))),
      `[${titleOf(file)}](${file})`,
    ])
    expect(
      rows.filter(([, decision]) => decision !== 'unused').map((row) => row.slice(0, 2)),
    ).toEqual(wanted)
  })

  it('accounts for every number up to the last', () => {
    expect(rows.map(([number]) => Number(number))).toEqual(rows.map((_, at) => at + 1))
  })
})
