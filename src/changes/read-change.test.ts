// The place of an operation leads back to its line, and to the column or field that is wrong.
import { expect, it } from 'vitest'
import { lineProblem, placeOf } from './read-change.ts'

it.each([
  [`${placeOf(3)}.value`, 3, 'value'],
  [`${placeOf(3)}.values[2].group`, 3, 'values[2].group'],
  [placeOf(3), 3, null],
  [`${placeOf(12, 'region')}.value`, 12, 'region'],
  [`${placeOf(12, 'region')}.attribute`, 12, 'region'],
  [`${placeOf(12, 'region')}.op`, 12, 'region'],
  [`${placeOf(12, 'region')}.external_user_id`, 12, 'external_user_id'],
  [`${placeOf(12, 'value')}.value`, 12, 'value'],
  [`${placeOf(12, 're.email')}.attribute`, 12, 're.email'],
  [placeOf(12, 'region'), 12, 'region'],
])('%s is line %i, field %s', (field, line, name) => {
  const problem = { field, code: 'invalid', message: 'is wrong.' } as const
  expect(lineProblem(problem)).toEqual({ ...problem, line, field: name })
})
