// Every operation that changes something records its change, so that the audit can tell the state.
import { expect, it } from 'vitest'
import { routes } from '../routes.ts'
import { effectOf } from './effects.ts'

it('every operation that is not a read is told', () => {
  const changing = routes.filter(({ method }) => method !== 'GET')
  expect(changing.length).toBeGreaterThan(40)
  const untold = changing.map(({ operation }) => operation).filter((it) => !effectOf(it))
  expect(untold).toEqual([])
})

it('what no program of ours does is not told, whatever it is called', () => {
  for (const operation of ['', 'test', 'constructor', '__proto__', 'toString']) {
    expect(effectOf(operation)).toBeUndefined()
  }
})
