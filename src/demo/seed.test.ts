// A seed is read strictly: what it holds is known, what it lacks is said with its place.
import { describe, expect, it } from 'vitest'
import { company } from './company.ts'
import { parseSeed, SeedProblem } from './seed.ts'

const empty = { groups: [], user_attributes: [], users: [] }

describe('a seed', () => {
  it('may leave every part out', () => {
    expect(parseSeed('')).toEqual(empty)
    expect(parseSeed('{}')).toEqual(empty)
    expect(parseSeed('users:\n  - first_name: Maya\n')).toEqual({
      ...empty,
      users: [{ first_name: 'Maya' }],
    })
  })

  it('is YAML or JSON', () => {
    expect(parseSeed(JSON.stringify(company))).toEqual(company)
    expect(parseSeed('groups: [{ name: A, groups: [B] }]').groups).toEqual([
      { name: 'A', groups: ['B'] },
    ])
  })

  it.each([
    ['[]', 'The seed must be a map of names.'],
    ['text', 'The seed must be a map of names.'],
    ['users: 5', 'users must be a list.'],
    ['users: null', 'users must be a list.'],
    ['users: [5]', 'users[0] must be a map of names.'],
    ['users: [{}, {first_name: 5}]', 'users[1].first_name must be text; put numbers and dates in'],
    ['users: [{is_disabled: "no"}]', 'users[0].is_disabled must be true or false.'],
    ['users: [{groups: A}]', 'users[0].groups must be a list.'],
    ['users: [{groups: [1]}]', 'users[0].groups[0] must be text'],
    ['users: [{values: {region: 5}}]', 'users[0].values.region must be text'],
    [
      'users: [{api_key: {client_id: 5, client_secret: s}}]',
      'users[0].api_key.client_id must be text',
    ],
    ['users: [{colour: red}]', 'users[0].colour is not known in a seed.'],
    ['api_key: {client_id: ci}', 'api_key.client_secret is missing.'],
    ['users: [{api_key: {client_secret: s}}]', 'users[0].api_key.client_id is missing.'],
    ['groups: [{}]', 'groups[0].name is missing.'],
    ['user_attributes: [{name: a}]', 'user_attributes[0].type is missing.'],
    ['users: [{constructor: red}]', 'users[0].constructor is not known in a seed.'],
    ['users: *nobody', 'The seed is not valid YAML:'],
    ['users: [', 'The seed is not valid YAML:'],
  ])('is refused with the place of the mistake: %s', (text, message) => {
    expect(() => parseSeed(text)).toThrow(SeedProblem)
    expect(() => parseSeed(text)).toThrow(message)
  })

  it('is refused in one line that shows nothing of the file', () => {
    const problem = 'The seed is not valid YAML: Map keys must be unique at line 2, column 1.'
    expect(() => parseSeed('a: secret\na: secret\n')).toThrow(new SeedProblem(problem))
  })
})
