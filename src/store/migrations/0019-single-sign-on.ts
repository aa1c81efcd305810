// People sign in with providers (decision 73).
import type { ColumnTypes } from '../differences.ts'

export const singleSignOn = ({ integer, text, clustered }: ColumnTypes): string[] => [
  // Sign-ins that nobody may use again, until their time is over.
  `create table used_sign_ins (
    digest ${text} primary key,
    expires_at ${integer} not null
  ) ${clustered}`,
  'create index used_sign_ins_by_end on used_sign_ins (expires_at)',
  // Memberships that providers give; a membership that nobody has here was given by people.
  `create table sign_in_members (
    group_id ${integer} not null references groups (id) on delete cascade,
    user_id ${integer} not null references users (id) on delete cascade,
    issuer ${text} not null,
    primary key (user_id, group_id, issuer)
  ) ${clustered}`,
  'create index sign_in_members_by_group on sign_in_members (group_id)',
]
