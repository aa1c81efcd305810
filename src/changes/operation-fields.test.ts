// Operations as callers write them: mistakes have their place, and hostile lists end soon.
import { expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { changeBody } from './change-body.ts'
import { readOperations } from './operation-fields.ts'

const fieldsOf = (list: unknown) => readOperations(list, 10).problems.map(({ field }) => field)

test('only so many problems are looked for, in one operation and in many', () => {
  const keys = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`k${at}`, 1]))
  expect(readOperations([{ op: 'create_group', ...keys }], 10).problems.length).toBeLessThan(
    limits.changed_problems + 10,
  )
  const many = Array.from({ length: 50_000 }, () => ({}))
  expect(readOperations(many, many.length).problems).toHaveLength(limits.changed_problems)
})

test('a field of a wrong type is told once, and one that is missing is told to be missing', () => {
  expect(fieldsOf([{ op: 'clear_user_value', attribute: 14, email: 7 }])).toEqual([
    'changes[0].email',
    'changes[0].attribute',
  ])
  const { problems } = readOperations([{ op: 'order_group_values', attribute: 'a' }], 10)
  expect(problems).toMatchObject([{ field: 'changes[0].groups', code: 'missing_field' }])
})

test('a name that is no field is shown as other unknown names are, never a secret', () => {
  expect(fieldsOf([{ op: 'delete_group', group: 'g', lkt_abc: 1 }])).toEqual(['changes[0].?'])
})

test('a body with too many operations says where more are taken', () => {
  const changes = Array.from({ length: limits.changed_operations + 1 }, () => ({}))
  const read = () => changeBody.read(JSON.stringify({ changes }), undefined)
  const message =
    'changes may have at most 10000 operations; for values of users, a body of text/csv or application/x-ndjson may have more.'
  expect(read).toThrow(
    expect.objectContaining({ problems: [{ field: 'changes', code: 'invalid', message }] }),
  )
})
