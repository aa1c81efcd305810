// Code that stores a value in any other way does not compile; the build checks each `@ts-expect-error` here.
import { expect, it } from 'vitest'
import { auditRow, byServer } from '../audit/audit-row.ts'
import type { HiddenValues } from '../domain/stored-value.ts'
import { forGood } from '../domain/times.ts'
import type { GroupId, UserAttributeId, UserId } from '../ids.ts'
import { addGroupValue, setGroupValue } from './group-value-sql.ts'
import { setUserValue } from './user-value-sql.ts'
import { newUserValue } from './value-change.ts'

const user_attribute_id = '14' as UserAttributeId
const ofUser = { user_id: '2' as UserId, user_attribute_id }
const ofGroup = { group_id: '1' as GroupId, user_attribute_id }
const readable = { value: 'EMEA', version: null }

it('a value that was not made to be stored is no value for a statement', () => {
  const statements = [
    // @ts-expect-error -- it may belong to a hidden attribute
    setUserValue(ofUser, readable),
    // @ts-expect-error -- it may belong to a hidden attribute
    setGroupValue(ofGroup, readable, forGood, 0),
    // @ts-expect-error -- it may belong to a hidden attribute
    addGroupValue({ ...ofGroup, rank: 1 }, readable, forGood, 0),
  ]
  expect(statements.length).toBe(3)
})

it('an audit row about a value is made with its statements', () => {
  // @ts-expect-error -- nobody knows whether the attribute is hidden
  const row = auditRow(byServer('test', 0), { ...ofUser, value: 'EMEA', hidden: false })
  expect(row.user_id).toBe('2')
})

it('a hidden value is not for a user without an id', () => {
  const hidden = {} as HiddenValues
  const attribute = { id: user_attribute_id, value_is_hidden: true }
  // @ts-expect-error -- a hidden value is sealed for the id of its user
  expect(() => newUserValue(hidden, attribute, 'EMEA')).toThrow()
})
