// A typing mistake is recognised; a completely different name is not taken for one.
import { expect, it } from 'vitest'
import { nearName } from './near-name.ts'

const names = ['region', 'warehouse_password', 'locale', 'EMEA']

it.each([
  ['regoin', 'region'],
  ['regio', 'region'],
  ['regions', 'region'],
  ['Region', 'region'],
  ['warehouse_pasword', 'warehouse_password'],
  ['emea', 'EMEA'],
  ['EMAE', 'EMEA'],
  ['colour', undefined],
  ['', undefined],
])('%s may have been %s', (given, meant) => {
  expect(nearName(given, names)).toBe(meant)
})
