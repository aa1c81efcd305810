// The result of operations keeps a value only if its attribute could be read when it was set, and can be in the end.
import { expect, it } from 'vitest'
import { userAttribute } from '../../test/support/user-attribute.ts'
import type { UserAttributeId, UserId } from '../ids.ts'
import type { Operation } from './operation.ts'
import { SentOperations } from './sent-operations.ts'

const user_id = '7' as UserId
const operation: Operation = {
  ...{ op: 'set_user_value', place: 'changes[0]', value: 'CANARY' },
  user: { by: 'id', text: user_id },
  attribute: { field: 'changes[0].attribute', text: 'region', by: 'name' },
}
const attribute = (value_is_hidden: boolean) => userAttribute({ value_is_hidden })

function kept(then: boolean, inTheEnd: boolean | undefined): string {
  const attributes =
    inTheEnd === undefined ? [] : [['14' as UserAttributeId, attribute(inTheEnd)] as const]
  const sent = new SentOperations({ attributes: new Map(attributes) }, false)
  sent.decided(operation, { status: 'changed', user_id, attribute: attribute(then) })
  return sent.take().join('')
}

it('keeps a value that can be read', () => {
  expect(kept(false, false)).toContain('CANARY')
})

it('keeps none of an attribute that is hidden, becomes hidden, or is deleted by the same change', () => {
  for (const [then, inTheEnd] of [
    [true, true],
    [false, true],
    [false, undefined],
  ] as const) {
    const text = kept(then, inTheEnd)
    expect(text).toContain('region')
    expect(text).not.toContain('CANARY')
  }
})

it('keeps nothing of a line that could not be read but why', () => {
  const sent = new SentOperations({ attributes: new Map() }, true)
  sent.wrong({ line: 3, field: null, code: 'invalid', message: 'why' })
  sent.wrong({ line: 2, field: 'op', code: 'invalid', message: 'one' })
  sent.wrong({ line: 2, field: 'user_id', code: 'invalid', message: 'two' })
  const [, ...lines] = sent.take()
  expect(lines.map((line) => [JSON.parse(line)[0], JSON.parse(line)[4]])).toEqual([
    [
      2,
      [
        [-1, 2, 'one'],
        [-1, 2, 'two'],
      ],
    ],
    [3, [[-1, 2, 'why']]],
  ])
})
