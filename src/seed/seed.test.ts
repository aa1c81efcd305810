// A seed is read strictly: unknown and missing parts are reported with their place.
import { describe, expect, it } from 'vitest'
import { company } from '../demo/company.ts'
import { SeedProblem } from './fault.ts'
import { readSeed } from './seed.ts'

const empty = { groups: [], user_attributes: [], users: [] }

describe('a seed', () => {
  it('may leave every part out', async () => {
    expect(await readSeed('')).toEqual(empty)
    expect(await readSeed('{}')).toEqual(empty)
    expect(await readSeed('users:\n  - first_name: Maya\n')).toEqual({
      ...empty,
      users: [{ first_name: 'Maya' }],
    })
  })

  it('is YAML or JSON', async () => {
    expect(await readSeed(JSON.stringify(company))).toEqual(company)
    expect((await readSeed('groups: [{ name: A, groups: [B] }]')).groups).toEqual([
      { name: 'A', groups: ['B'] },
    ])
  })

  it.each([
    ['[]', 'The seed must be a map.'],
    ['text', 'The seed must be a map.'],
    ['users: 5', 'users: must be a list. (line 1)'],
    ['users: null', 'users: must be a list. (line 1)'],
    ['users: [5]', 'users[0]: must be a map. (line 1)'],
    [
      'users: [{}, {first_name: 5}]',
      'users[1].first_name: must be text; put numbers and dates in quotes. (line 1)',
    ],
    ['users: [{is_disabled: "no"}]', 'users[0].is_disabled: must be true or false. (line 1)'],
    ['users: [{groups: A}]', 'users[0].groups: must be a list. (line 1)'],
    ['users: [{groups: [1]}]', 'users[0].groups[0]: must be text'],
    ['users:\n- values:\n    region: 5', 'users[0].values.region: must be text'],
    ['users:\n- values:\n    region: 5', '(line 3)'],
    ['users: [{first_name: "a\\0"}]', 'users[0].first_name: must not contain a NUL character'],
    [
      'users: [{api_key: {client_id: 5, client_secret: s}}]',
      'users[0].api_key.client_id: must be text',
    ],
    ['{"users": [{"colour": "red"}]}', 'users[0].colour: is not known in a seed; it accepts first'],
    ['users: [{vlaues: {}}]', 'users[0].vlaues: is not known in a seed; did you mean "values"?'],
    ['api_key: {client_id: ci}', 'api_key: client_secret is missing.'],
    ['users: [{api_key: {client_secret: s}}]', 'users[0].api_key: client_id is missing.'],
    ['api_key: {client_id: ci, client_secret: ""}', 'api_key.client_secret: must not be empty.'],
    ['api_key: {client_id: " ", client_secret: s}', 'api_key.client_id: must not be empty.'],
    [
      'users: [{api_key: {client_id: "", client_secret: ""}}]',
      'users[0].api_key.client_secret: must not be empty. (line 1)',
    ],
    ['groups: [{}]', 'groups[0]: name is missing.'],
    ['user_attributes: [{name: a}]', 'user_attributes[0]: type is missing.'],
    ['users: [{constructor: red}]', 'users[0].constructor: is not known in a seed;'],
    ['users: *nobody', 'The seed is not valid YAML:'],
    ['users: [', 'The seed is not valid YAML:'],
    ['{"users": [', 'The seed is not valid YAML:'],
  ])('is refused with the place of the mistake: %j', async (text, message) => {
    const refusal = await refused(text)
    expect(refusal).toBeInstanceOf(SeedProblem)
    expect(refusal.message).toContain(message)
  })

  it('is refused with all its mistakes at once, each in its line', async () => {
    const { message } = await refused('users:\n- email: 5\n- roles: 5\ngroups: [{ nam: A }]\n')
    expect(message.split('\n')).toEqual([
      'The seed has 4 mistakes; nothing was planted.',
      '  users[0].email: must be text; put numbers and dates in quotes. (line 2)',
      '  users[1].roles: must be a list. (line 3)',
      '  groups[0]: name is missing. (line 4)',
      '  groups[0].nam: is not known in a seed; did you mean "name"? (line 4)',
    ])
  })

  it('is refused in one line that shows nothing of the file', async () => {
    const problem = 'The seed is not valid YAML: Map keys must be unique at line 2, column 1.'
    expect(await refused('a: secret\na: secret\n')).toEqual(new SeedProblem(problem))
  })
})

const refused = (text: string): Promise<Error> =>
  readSeed(text).then(
    () => new Error('it was taken'),
    (error) => error,
  )
