// The documents are correct: reference pages are fresh, links work, commands exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { attriumApi } from '../../src/attrium-routes.ts'
import { routes } from '../../src/routes.ts'
import { webApi } from '../../src/web-routes.ts'
import { repository } from '../support/repository.ts'
import { brokenAnchors, brokenLinks, filesOf, unknownScripts } from './pages.ts'
import { referenceFiles, staleFiles } from './reference.ts'

const reference = join(repository, 'docs', 'reference')
const held = (name: string) => {
  const file = join(reference, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

describe('docs/reference', () => {
  it('is fresh; npm run docs writes it', () => {
    expect(staleFiles(held)).toEqual([])
  })

  it('holds nothing else', () => {
    expect(readdirSync(reference).sort()).toEqual(Object.keys(referenceFiles).sort())
  })

  it.each(Object.keys(referenceFiles))(
    'is found stale when one character of %s differs',
    (name) => {
      const fresh = (file: string) => referenceFiles[file]?.()
      const planted = (file: string) => (file === name ? `${fresh(file)} ` : fresh(file))
      expect(staleFiles(fresh)).toEqual([])
      expect(staleFiles(planted)).toEqual([name])
      expect(staleFiles((file) => (file === name ? undefined : fresh(file)))).toEqual([name])
    },
  )

  it('names every operation in each page that should', () => {
    for (const { operation } of routes) {
      for (const name of ['permissions.md', 'operations.md', 'openapi.json']) {
        expect(referenceFiles[name]?.()).toContain(operation)
      }
    }
    for (const [file, routes] of [
      ['attrium-openapi.json', attriumApi.routes],
      ['web-openapi.json', webApi.routes],
    ] as const) {
      for (const { operation } of routes) {
        for (const name of ['permissions.md', 'operations.md', file]) {
          expect(referenceFiles[name]?.()).toContain(operation)
        }
      }
    }
  })
})

const pages = filesOf(repository, /\.md$/)
const { scripts, man } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))

describe('every page', () => {
  it('is found', () => {
    expect(pages.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'README.md',
        'docs/guides/start-from-a-seed.md',
        'docs/decisions/README.md',
        'deploy/README.md',
        'examples/README.md',
      ]),
    )
  })

  it('has relative links that lead somewhere', () => {
    const exists = (path: string) => existsSync(join(repository, path))
    expect(pages.flatMap((page) => brokenLinks(page, exists))).toEqual([])
  })

  it('has links to headings that exist', () => {
    const textOf = (path: string) => pages.find((page) => page.path === path)?.text
    expect(pages.flatMap((page) => brokenAnchors(page, textOf))).toEqual([])
  })

  it('of man is one of the reference, and has all commands', () => {
    expect(man).toBe('docs/reference/attrium.1')
    const headings = [...(held('attrium.1') ?? '').matchAll(/^\.SS attrium (.+)$/gm)]
    const sections = [...(held('cli.md') ?? '').matchAll(/^## attrium (.+)$/gm)]
    expect(headings.length).toBe(sections.length)
    expect(headings.length).toBeGreaterThan(50)
  })

  it('names npm commands that exist', () => {
    expect(pages.flatMap((page) => unknownScripts(page, Object.keys(scripts)))).toEqual([])
  })
})

describe('the checks of a page', () => {
  const known = (path: string) => ['README.md', 'docs/a.md', 'docs'].includes(path)

  it('find a link that leads nowhere', () => {
    const text = '[a](a.md) [b](b.md#top) [c](../README.md) [d](gone/) [up](..) [w](https://x/)'
    expect(brokenLinks({ path: 'docs/a.md', text }, known)).toEqual([
      'docs/a.md: b.md#top',
      'docs/a.md: gone/',
      'docs/a.md: ..',
    ])
  })

  it('find a heading that does not exist', () => {
    const text =
      '# One `two`, three\n[a](#one-two-three) [b](#gone) [c](b.md#top) [d](b.md#gone) [e](x.ts#L1)'
    const textOf = (path: string) => (path === 'docs/b.md' ? '## Top' : undefined)
    expect(brokenAnchors({ path: 'docs/a.md', text }, textOf)).toEqual([
      'docs/a.md: #gone',
      'docs/a.md: b.md#gone',
    ])
  })

  it('pass links in code over', () => {
    const text = '`[a](gone.md)`\n```\n[b](gone.md)\n```\n[here](#top) [mail](mailto:a@b)'
    expect(brokenLinks({ path: 'README.md', text }, known)).toEqual([])
  })

  it('find a command that does not exist', () => {
    const page = { path: 'README.md', text: 'npm run build, `npm run --silent gone`, npm test' }
    expect(unknownScripts(page, ['build'])).toEqual([
      'README.md: npm run gone',
      'README.md: npm run test',
    ])
  })
})
