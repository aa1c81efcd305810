// docs/reference/cli-json.json: a JSON Schema of what each command prints with --json.
import { AppliedChange, StoredChange } from '../../src/changes/shapes.ts'
import { wordsOf } from '../../src/cli/client-command.ts'
import { clientCommands } from '../../src/cli/client-commands.ts'
import { ApiKey } from '../../src/credentials/key-use-routes.ts'
import { CreateCredentialsApi3 } from '../../src/credentials/shapes.ts'
import { EventPage, ValueEvent } from '../../src/events/shapes.ts'
import { Explanation } from '../../src/explanations/shapes.ts'
import { Membership } from '../../src/groups/membership-shapes.ts'
import { HistoryEntry } from '../../src/history/shapes.ts'
import { HeldValue, ValueSummary } from '../../src/holders/shapes.ts'
import { Role } from '../../src/roles/shapes.ts'
import { Session } from '../../src/session/shapes.ts'
import { SignInProvider } from '../../src/single-sign-on/definition-shapes.ts'
import { Attribute } from '../../src/user-attributes/attribute-routes.ts'
import {
  described,
  type JsonSchema,
  list,
  maybe,
  object,
  of,
  optional,
  text,
  yes,
} from './json-schema.ts'

const named = object({ id: text('Id in decimal digits.'), name: text('Name.') })

const applied = of(AppliedChange)
const properties = applied['properties'] as Readonly<Record<string, JsonSchema>>
const imported = object(
  {
    ...properties,
    cells: list(
      object(
        {
          line: described('integer', 'Line of the file, from 1.'),
          user: text('The user, as the file names them.'),
          attribute: text('The attribute, as the file names it.'),
          hidden: yes(
            'Whether its value is not shown: it is hidden, or nobody knows the attribute.',
          ),
          value: maybe('The value of the cell; null if it removes one, or if it is not shown.'),
          starts_at: maybe('From when it counts; missing if the file has no such column.'),
          expires_at: maybe('When it ends; missing if the file has no such column.'),
          verdict: text('`changed`, `unchanged` or `refused`.'),
          now: maybe("The user's own value now; null if there is none, or if it is not shown."),
          now_expires_at: maybe('When that value ends; null if it does not.'),
          why: maybe('Why it is refused.'),
        },
        ['starts_at', 'expires_at'],
      ),
    ),
  },
  ['cells'],
)
const user = object(
  {
    id: text('Id in decimal digits.'),
    first_name: maybe('First name.'),
    last_name: maybe('Last name.'),
    email: maybe('E-mail address; missing for callers without `see_users`.'),
    is_disabled: yes('Whether they cannot sign in.'),
    role_ids: list(text('Id of a role.')),
    group_ids: list(text('Id of a group.')),
  },
  ['email', 'is_disabled', 'role_ids', 'group_ids'],
)
const group = {
  id: text('Id in decimal digits.'),
  name: text('Name.'),
  user_count: described('integer', 'How many direct members it has.'),
}
const member = object(
  {
    id: text('Id in decimal digits.'),
    email: maybe('E-mail address; missing for callers without `see_users`.'),
    display_name: maybe('First and last name.'),
  },
  ['email', 'display_name'],
)
const role = of(Role)
const roleWithHolders = object(
  {
    ...(role['properties'] as Readonly<Record<string, JsonSchema>>),
    groups: list(named),
    users: list(member),
  },
  [...(optional['Role'] ?? [])],
)
const newKey = of(CreateCredentialsApi3)['properties'] as Readonly<Record<string, JsonSchema>>
const value = {
  value: maybe('The value; null if there is none, or if it is hidden.'),
  hidden: yes('Whether nobody can read values of the attribute.'),
}

const valueOfUser = object({
  user_id: text('Id of the user.'),
  attribute: text('Name of the attribute.'),
  value: value.value,
  source: text('Where it comes from, in the words of `source` in the Looker API.'),
  hidden: value.hidden,
})

const things = list(
  object({
    sign: text('`+` comes, `~` changes, `-` goes.'),
    noun: text('`group`, `attribute` or `user`.'),
    name: text('Its name after the plan.'),
    lines: list(
      object({
        sign: text('Likewise; a blank for what stays.'),
        text: text('What becomes of a part of it.'),
      }),
    ),
  }),
)
const planned = object({
  pending: yes('Whether anything is still to be changed.'),
  operations: list({
    description: 'As `POST /changes` takes them; of a hidden value there is only its `value_from`.',
    type: 'object',
    properties: { op: text('What to do.') },
    required: ['op'],
  }),
  things,
  counts: { anyOf: [properties['counts'] ?? {}, { type: 'null' }] },
  effects: { anyOf: [properties['effects'] ?? {}, { type: 'null' }] },
  change: {
    description: 'What `apply` has done; null for `plan`, and if there was nothing to do.',
    anyOf: [applied, { type: 'null' }],
  },
})

const who = object({
  server: text('Address of the server.'),
  user_id: text('Your id.'),
  email: maybe('Your e-mail address.'),
  display_name: maybe('Your name.'),
  until: maybe('When the access token ends; commands get another one if they can.'),
  from: text('Where the address comes from.'),
  signed_in_by: maybe('`key`, `browser`, `typed key` or `token file`.'),
  client_id: maybe('Id of the key.'),
})

/** By the words of the command. */
export const jsonOf: Readonly<Record<string, JsonSchema>> = {
  explain: {
    description: 'The explanations; with --if, an object with those without and with the changes.',
    anyOf: [
      list(of(Explanation)),
      object({ before: list(of(Explanation)), now: list(of(Explanation)) }),
    ],
  },
  who: list(of(HeldValue)),
  summary: of(ValueSummary),
  'attribute ls': list(of(Attribute)),
  'attribute cat': object({
    ...(of(Attribute)['properties'] as Readonly<Record<string, JsonSchema>>),
    groups: {
      description: 'Groups with a value, strongest first; null if you may not see them.',
      type: ['array', 'null'],
      items: object({
        group_id: text('Id of the group.'),
        group: text('Name of the group.'),
        rank: described('integer', 'Rank of the value, the lowest wins.'),
        ...value,
      }),
    },
  }),
  'attribute get user value': {
    description: 'The value; without an attribute, a list of all.',
    anyOf: [valueOfUser, list(valueOfUser)],
  },
  'attribute get group value': object({
    group_id: text('Id of the group.'),
    group: text('Name of the group.'),
    attribute: text('The attribute, as the command names it.'),
    rank: described('integer', 'Rank of the value, the lowest wins.'),
    ...value,
  }),
  ...Object.fromEntries(
    [
      ...['attribute create', 'attribute update', 'attribute rm', 'attribute order'],
      ...['attribute set user value', 'attribute set group value'],
      ...['attribute unset user value', 'attribute unset group value'],
      ...['group create', 'group update', 'group rm', 'group add', 'group remove', 'undo'],
    ].map((words) => [words, applied]),
  ),
  import: imported,
  plan: planned,
  apply: planned,
  diff: object({ things }),
  export: {
    description: 'A line for each value.',
    ...object({
      user_id: maybe('Id of the user; null for values of groups.'),
      email: maybe('E-mail address of the user.'),
      attribute: text('Name of the attribute.'),
      ...value,
      source: text('Where it comes from, in the words of `source` in the Looker API.'),
      group: maybe('Name of the group that gives it.'),
      rank: described(['integer', 'null'], 'Its rank.'),
      set_at: maybe('When it was set.'),
      set_by: maybe('Who set it.'),
      expires_at: maybe('When it ends.'),
      replaced_at: maybe('When another value takes its place.'),
    }),
  },
  events: {
    description: 'A page of events; with --follow, a line for each event.',
    anyOf: [of(EventPage), of(ValueEvent)],
  },
  history: list(of(HistoryEntry)),
  changes: list(of(StoredChange)),
  'user ls': list(user),
  'user cat': user,
  ...{ 'user groups': list(of(Membership)), 'group members': list(of(Membership)) },
  'user sessions': list(of(Session)),
  ...{ 'user create': user, 'user update': user },
  'group ls': list(
    object({ ...group, parent_group_ids: list(text('Id of a group that it is in.')) }),
  ),
  'group cat': object({ ...group, groups: list(named), users: list(member) }),
  'role ls': list(role),
  'role cat': roleWithHolders,
  'role create': roleWithHolders,
  'role update': roleWithHolders,
  login: who,
  whoami: who,
  'profile ls': list(
    object({
      name: text('Name of the profile.'),
      base_url: text('Address of the server.'),
      client_id: maybe('Id of its key.'),
      sign_in: maybe('How commands sign in: key or browser.'),
      current: yes('Whether it is the usual one.'),
    }),
  ),
  'key ls': list(of(ApiKey)),
  'provider ls': list(of(SignInProvider)),
  'key new': object(
    Object.fromEntries(
      ['id', 'client_id', 'client_secret'].map((name) => [name, newKey[name] ?? {}]),
    ),
  ),
}

/** Commands that have --json. */
export const commandsWithJson = clientCommands
  .filter(({ options = [] }) => options.some(([flags]) => flags === '--json'))
  .map(({ usage }) => wordsOf(usage))

export const cliJson = (): string =>
  `${JSON.stringify(
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      description: 'What each command of attrium prints with --json, by the words of the command.',
      properties: jsonOf,
    },
    undefined,
    2,
  )}\n`
