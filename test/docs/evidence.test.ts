// Every fact about Looker says how sure it is and where it comes from.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { repository } from '../support/repository.ts'
import { tablesBelow } from './blocks.ts'

const folder = join(repository, 'docs', 'looker')
const pages = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

const marks = (text: string) => [
  ...text.replace(/\s+/g, ' ').matchAll(/\[?\b(?:documented|observed|inferred|chosen)\b[^\]|]*/g),
]

/** The numbers of facts that do not say how sure they are. */
const unmarked = (text: string): string[] =>
  text
    .split(/^(?=\*\*\d+\.\d+\*\*|## )/m)
    .filter((fact) => fact.startsWith('**') && marks(fact).length === 0)
    .map((fact) => fact.slice(0, 10))

/** Sources in marks that the README does not explain. */
function unexplained(text: string): string[] {
  const explained = tablesBelow(readme, '## Where it comes from')
    .flat()
    .flatMap(([tags = '']) => tags.split(', '))
  return marks(text)
    .flatMap(([mark]) => mark.match(/\b[A-Z][A-Z0-9]{2,}\b/g) ?? [])
    .filter((tag) => !explained.includes(tag))
}

it('a fact about Looker has a mark, and sources that are explained', () => {
  expect(pages.flatMap(unmarked)).toEqual([])
  expect(pages.flatMap(unexplained)).toEqual([])
})

it('a fact without a mark and a source that nobody knows are found', () => {
  expect(unmarked('**1.1** So it is.\n\n**1.2** So too. [chosen]')).toEqual(['**1.1** So'])
  expect(unexplained('**1.1** So it is. [observed: VCR, XYZ]')).toEqual(['XYZ'])
})
