// What is shown of a table before it is imported is what the server reads in it.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readCsv } from '../changes/csv-body.ts'
import { exportColumns } from '../holders/lines.ts'
import { cellsIn } from './import-cells.ts'

const value = fc.constantFrom('', '""', '\\N', '"\\N"', 'EMEA', '"EMEA"', '"a,""b"""', ' ', '\\\\N')
const email = fc.constantFrom('maya@acme.example', ' "Sam@acme.example" '.trim(), '"a@b.c"')
const source = fc.constantFrom('User Setting', '"User Setting"', 'Default', 'Group: EMEA')
const id = fc.constantFrom('', '7', '"8"')

const wide = fc.tuple(email, value, value)
const long = fc.tuple(email, fc.constantFrom('region', '"note"'), value)
const exported = fc
  .tuple(id, email, fc.constantFrom('region', 'note'), value, source)
  .map((cells) => [...cells, '', '', '', '', ''])

it.each([
  ['wide', 'email,region,Note', wide],
  ['long', 'email,attribute,value', long],
  ['export', exportColumns.join(','), exported],
])('%s', (_, header, row) => {
  fc.assert(
    fc.property(
      fc.array<readonly string[]>(row, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('keep', 'unset'),
      (rows, empty) => {
        const text = [header, ...rows.map((cells) => cells.join(','))].join('\n')
        const { operations, problems } = readCsv(text, { empty })
        const read = operations.map((it) => {
          if (it.op !== 'set_user_value' && it.op !== 'clear_user_value') throw new Error(it.op)
          const value = it.op === 'set_user_value' ? it.value : null
          return [it.sent?.line, it.user.text, it.attribute.text, value]
        })
        const shown = cellsIn(text, empty === 'unset').map((it) => [
          ...[it.line, it.user.toLowerCase(), it.attribute, it.value],
        ])
        expect([problems, shown]).toEqual([[], read])
      },
    ),
  )
})
