// For the conformance suite: one row of every table that keeps the past, and of changes.

export const instant = 1_795_474_957_123
/** A text that an engine could get wrong. */
export const text = (column: string) => `${column} é中😀 '"\\%_\t\n`

/** What a value for a time has, and the one that follows. */
export const valueTimes = {
  ...{ starts_at: instant, expires_at: instant, value_change: 1_234_565, changes_at: instant },
  ...{ next_value: text('next_value'), next_version: text('next_version') },
  ...{ next_starts_at: instant, next_expires_at: instant },
}

interface Ids {
  readonly user: string
  readonly group: string
  readonly child: string
  readonly attribute: string
  readonly groupValue: string
}

const interval = { since: 1_234_566, until: 1_234_567 }

const aChange = {
  ...{ id: '1234567', chain_id: '9007199254740993', first_in_chain: 1_234_566 },
  ...{ last_in_chain: 1_234_567, at: instant, actor_id: '1234568', sudo_by: '1234569' },
  ...{ reason: text('reason'), operations: 4, changed: 3, unchanged: 2, refused: 1 },
  ...{ affected_users: 5, affected_values: 6, undoes: '1234565', problems: text('problems') },
  ...{ idempotency_key: text('idempotency_key'), request_version: text('request_version') },
}

const aBlock = {
  ...{ change_id: '1234567', block: 3, at: instant, key_id: '1234568' },
  ...{ mark: text('mark'), sealed: text('sealed') },
}

export const pastRows = ({ user, group, child, attribute, groupValue }: Ids) => ({
  changes: [aChange],
  change_results: [aBlock],
  moments: [
    {
      ...{ number: 1_234_567, sequence: 1_234_567, at: instant, catalogue_version: 1_234_567 },
      ...{ back_to: 1_234_566, is_restored: true },
    },
  ],
  archived_values: [
    {
      ...{ user_attribute_id: attribute, user_id: user, sequence: 1_234_567 },
      ...{ is_set: true, value: text('value'), starts_at: instant, expires_at: instant },
    },
  ],
  past_users: [
    {
      ...{ ...interval, id: user, first_name: text('first_name'), last_name: text('last_name') },
      ...{ timezone: text('timezone'), is_disabled: true },
    },
  ],
  past_emails: [{ ...interval, user_id: user, email: text('email') }],
  past_identities: [{ ...interval, user_id: user, kind: text('kind'), identity: text('identity') }],
  past_groups: [{ ...interval, id: group, name: text('name') }],
  past_nesting: [{ ...interval, parent_group_id: group, group_id: child }],
  past_members: [
    { ...interval, user_id: user, group_id: group, starts_at: instant, expires_at: instant + 1 },
  ],
  past_attributes: [
    {
      ...{ ...interval, id: attribute, name: text('name'), label: text('label') },
      ...{ type: text('type'), default_value: text('default_value'), default_change: 1_234_567 },
      ...{ is_system: true, is_permanent: true, value_is_hidden: true },
      ...{ user_can_view: true, user_can_edit: true },
      hidden_value_domain_whitelist: text('hidden_value_domain_whitelist'),
      ...{ choices: text('choices'), combine: text('combine') },
    },
  ],
  past_group_values: [
    {
      ...{ ...interval, user_attribute_id: attribute, group_id: group, id: groupValue },
      ...{ rank: 3, value: text('value'), newest_change: 1_234_567 },
      ...{ starts_at: instant, expires_at: instant + 1 },
    },
  ],
  past_sign_in_values: [
    {
      ...{ ...interval, user_id: user, user_attribute_id: attribute, value: text('value') },
      ...{ provider: text('provider'), set_at: instant, newest_change: 1_234_567 },
    },
  ],
})
