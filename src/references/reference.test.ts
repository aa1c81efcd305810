// What a text or a body names, for whom, and which name it may have meant.
import { describe, expect, test } from 'vitest'
import type { Actor } from '../domain/actor.ts'
import { Catalogue, type Group } from '../domain/catalogue.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import type { GroupId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { attributesNamed, attributesParameter } from './attribute-list.ts'
import {
  namedAttribute,
  namedGroup,
  unknownSentence,
  userInBody,
  userReference,
} from './reference.ts'

describe('a user in a path', () => {
  test.each([
    ['7', { by: 'id', text: '7' }],
    ['9223372036854775807', { by: 'id', text: '9223372036854775807' }],
    ['Maya@Acme.example', { by: 'email', text: 'maya@acme.example' }],
    ['7@x', { by: 'email', text: '7@x' }],
    ['external_user_id:u 7', { by: 'external_user_id', text: 'u 7' }],
    ['external_user_id:42', { by: 'external_user_id', text: '42' }],
    ['external_user_id:a@b.c', { by: 'external_user_id', text: 'a@b.c' }],
    ['007', undefined],
    ['0', undefined],
    ['9223372036854775808', undefined],
    ['maya', undefined],
    ['', undefined],
    ['external_user_id:', undefined],
    [`${'x'.repeat(limits.name_characters)}@b.c`, undefined],
    [`external_user_id:${'x'.repeat(limits.name_characters + 1)}`, undefined],
  ])('%s', (text, reference) => expect(userReference(text)).toEqual(reference))
})

describe('a user in a body', () => {
  test.each([
    [{ user_id: '7' }, { by: 'id', text: '7' }],
    [
      { email: 'MAYA@acme.example', user_id: null },
      { by: 'email', text: 'maya@acme.example' },
    ],
    [{ external_user_id: '7' }, { by: 'external_user_id', text: '7' }],
  ])('%j', (fields, reference) => expect(userInBody(fields)).toEqual(reference))

  test.each([
    [{}, 'user_id', 'one of user_id, email, external_user_id is required.'],
    [{ user_id: '7', email: 'a@b.c' }, 'user_id', 'user_id and email are both given'],
    [{ email: 'a@b.c', external_user_id: 'u' }, 'email', 'email and external_user_id are both'],
    [{ user_id: 'maya' }, 'user_id', 'user_id must name a user.'],
    [{ external_user_id: '' }, 'external_user_id', 'external_user_id must name a user.'],
  ])('%j is a problem', (fields, field, message) => {
    expect(userInBody(fields)).toMatchObject({ field, message: expect.stringContaining(message) })
  })
})

const attribute = (id: string, name: string, user_can_view: boolean) =>
  ({ id, name, user_can_view, user_can_edit: false }) as UserAttribute
const group = (id: string, name: string): Group => ({ id: id as GroupId, name, parents: [] })
const catalogue = new Catalogue({
  version: 1,
  attributes: [
    attribute('14', 'region', true),
    attribute('15', 'margin', false),
    attribute('16', '14', true),
  ],
  groupValues: [],
  groups: [group('2', 'EMEA leads'), group('3', 'Board'), group('4', '3')],
  roles: [],
})
const actorWith = (...permissions: string[]) =>
  ({
    user_id: '5' as UserId,
    is_admin: false,
    permissions: new Set(permissions),
    groups: new Set(['2' as GroupId]),
  }) as unknown as Actor

const plain = actorWith()
const manager = actorWith('manage_user_attributes')

describe('an attribute', () => {
  test.each([
    [plain, '14', 'region'],
    [plain, 'region', 'region'],
    [manager, 'margin', 'margin'],
    [manager, '15', 'margin'],
    // A name of digits is reached by the id alone.
    [plain, '16', '14'],
  ])('%#: %s', (actor, text, name) => {
    expect(namedAttribute(actor, catalogue, text)).toMatchObject({ thing: { name } })
  })

  test.each([
    [plain, 'regoin', 'region'],
    [plain, 'REGION', 'region'],
    [plain, 'margin', undefined],
    [plain, 'margim', undefined],
    [plain, '15', undefined],
    [manager, 'margim', 'margin'],
    [manager, '17', undefined],
    [manager, 'nothing_like_it', undefined],
    [manager, 'r'.repeat(limits.near_name_characters + 1), undefined],
  ])('%#: %s is none, and may have meant %s', (actor, text, near) => {
    expect(namedAttribute(actor, catalogue, text)).toEqual({ near })
  })
})

describe('a group', () => {
  test.each([
    [plain, '2'],
    [plain, 'emea LEADS'],
  ])('%#: %s', (actor, text) => {
    expect(namedGroup(actor, catalogue, text)).toMatchObject({ thing: { name: 'EMEA leads' } })
  })

  test.each([
    [plain, 'Board', undefined],
    [plain, 'Bord', undefined],
    [plain, '3', undefined],
    [plain, 'EMEA lead', 'EMEA leads'],
    [manager, 'Bord', 'Board'],
    [manager, '5', undefined],
  ])('%#: %s is none, and may have meant %s', (actor, text, near) => {
    expect(namedGroup(actor, catalogue, text)).toEqual({ near })
  })
})

test('only so many names are compared with a misspelled one', () => {
  const many = Array.from({ length: limits.near_names + 1 }, (_, at) =>
    group(String(at + 1), `group-${String(at).padStart(4, '0')}`),
  )
  const wide = new Catalogue({
    version: 1,
    attributes: [],
    groupValues: [],
    groups: many,
    roles: [],
  })
  const near = (text: string) => namedGroup(manager, wide, text)
  expect(near('grouq-0999')).toEqual({ near: 'group-0999' })
  expect(near('grouq-1000')).not.toEqual({ near: 'group-1000' })
})

test('the sentence names what was meant and never what was written', () => {
  expect(unknownSentence('attribute', 'region')).toBe(
    'there is no such attribute; did you mean region?',
  )
  expect(unknownSentence('group', undefined)).toBe('there is no such group')
})

test('a parameter lists at most so many attributes', () => {
  const names = (count: number) => Array.from({ length: count }, (_, at) => `a${at}`).join()
  expect(attributesParameter.read(names(limits.named_attributes))).toHaveLength(1000)
  expect(attributesParameter.read(names(limits.named_attributes + 1))).toBeUndefined()
  expect(attributesParameter.read('a,')).toBeUndefined()
})

test('a name of digits never stands in for the id of another attribute', () => {
  const seen = [
    attribute('3', 'region', true),
    attribute('8', '3', true),
    attribute('9', '10', true),
  ]
  expect(attributesNamed(['3', 'region', '8'], seen).map(({ id }) => id)).toEqual(['3', '8'])
  expect(() => attributesNamed(['10'], seen)).toThrow('Validation Failed')
})
