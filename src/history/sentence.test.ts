// The sentences of changes.
import { describe, expect, test } from 'vitest'
import { fieldsOf } from './changed-fields.ts'
import { operationOf } from './operation.ts'
import { type ChangedValue, type Names, sentenceOf } from './sentence.ts'
import type { Told } from './told.ts'

const names: Names = {
  ...{ actor: 'Ana Silva', user: 'Maya Lee', group: 'EMEA', attribute: 'region', thing: 'Viewer' },
}
const value = (from: string | null, to: string | null, hidden = false): ChangedValue => ({
  ...{ from, to, hidden },
})
const nothing = value(null, null)

describe('a sentence', () => {
  test.each([
    [
      'set_user_attribute_user_value',
      value('EMEA', 'APAC'),
      'Ana Silva set region of Maya Lee from "EMEA" to "APAC".',
    ],
    [
      'set_user_attribute_user_value',
      value(null, 'APAC'),
      'Ana Silva set region of Maya Lee to "APAC".',
    ],
    ['set_user_attribute_user_value', value(null, ''), 'Ana Silva set region of Maya Lee to "".'],
    [
      'delete_user_attribute_user_value',
      value('EMEA', null),
      'Ana Silva removed region of Maya Lee (it was "EMEA").',
    ],
    ['delete_user_attribute_user_value', nothing, 'Ana Silva removed region of Maya Lee.'],
    [
      'set_user_attribute_user_value',
      value('secret', 'secret', true),
      'Ana Silva set region of Maya Lee (the value is hidden).',
    ],
    [
      'update_user_attribute_group_value',
      value('a', 'b'),
      'Ana Silva set region of the group EMEA from "a" to "b".',
    ],
    ['add_group_user', nothing, 'Ana Silva put Maya Lee into the group EMEA.'],
    ['delete_role', nothing, 'Ana Silva deleted the role Viewer.'],
    ['login', nothing, 'Maya Lee signed in with an API key.'],
    ['create_embed_user', nothing, 'Ana Silva made Maya Lee, an embed user.'],
    ['delete_service_account', nothing, 'Ana Silva deleted Maya Lee, a service account.'],
    ['refresh_oauth_token', nothing, 'Maya Lee stayed signed in with an OAuth client.'],
    [
      'end_oauth_grant',
      nothing,
      'Maya Lee was signed out of an OAuth client, because a secret was used twice.',
    ],
    [
      'deactivate_app_user',
      nothing,
      'Ana Silva ended the access of an OAuth client to the account of Maya Lee.',
    ],
    ['delete_user_credentials_totp', nothing, 'Ana Silva took the second factor of Maya Lee away.'],
  ])('%s: %j', (operation, change, sentence) => {
    const told = operationOf(operation)
    expect(told && sentenceOf(told, 'api', names, change)).toBe(sentence)
  })

  test('does without names that its reader may not see', () => {
    const unnamed = { ...names, actor: undefined, user: 'user 7' }
    const told = operationOf('login')
    expect(told && sentenceOf(told, 'api', unnamed, nothing)).toBe(
      'User 7 signed in with an API key.',
    )
    const made = operationOf('create_group')
    expect(made && sentenceOf(made, 'api', unnamed, nothing)).toBe('Somebody made the group EMEA.')
  })

  test('quotes the beginning of a long value', () => {
    const told = operationOf('set_user_attribute_user_value')
    const sentence = told && sentenceOf(told, 'api', names, value(null, 'x'.repeat(500)))
    expect(sentence).toBe(`Ana Silva set region of Maya Lee to "${'x'.repeat(80)}…".`)
  })
})

test('why an application was signed out is told as nothing that was there before', () => {
  const details = { client_guid: 'app', why: 'refresh_token_reused' }
  const told = operationOf('end_oauth_grant') as Told
  expect(fieldsOf({ operation: 'end_oauth_grant', user_id: '2', details }, told)).toEqual({
    changes: [
      { field: 'client_guid', from: 'app', to: null },
      { field: 'why', from: null, to: 'refresh_token_reused' },
    ],
    complete: true,
  })
})
