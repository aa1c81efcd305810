// Operations that are tried, as they are written.
import { describe, expect, it } from 'vitest'
import { triedChange } from './what-if.ts'

describe('an operation as JSON', () => {
  it('keeps a number in place of a value as it is written', () => {
    const text = '{"op":"set_user_value","user_id":7,"attribute":"version","value":1.10}'
    expect(triedChange(text, '7')).toMatchObject({ user_id: 7, value: '1.10' })
  })

  it('that cannot be read is a sentence', () => {
    expect(() => triedChange('{"op":', '7')).toThrow('--if must be such as')
  })
})
