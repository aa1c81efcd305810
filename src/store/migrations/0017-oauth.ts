// Applications get tokens of people by OAuth 2 (decision 71).
import type { ColumnTypes } from '../differences.ts'

export const oauth = ({ integer, text, flag, clustered }: ColumnTypes): string[] => [
  // No foreign key: if the group is deleted, nobody may use the application any more.
  `create table oauth_clients (
    client_guid ${text} primary key,
    redirect_uri ${text} not null,
    origin ${text},
    display_name ${text} not null,
    description ${text} not null,
    enabled ${flag} not null,
    group_id ${integer},
    tokens_invalid_before ${integer} not null
  ) ${clustered}`,
  'create index oauth_clients_by_origin on oauth_clients (origin) where origin is not null',
  `create table oauth_activations (
    client_guid ${text} not null,
    user_id ${integer} not null references users (id) on delete cascade,
    primary key (client_guid, user_id)
  ) ${clustered}`,
  'create index oauth_activations_by_user on oauth_activations (user_id)',
  // All that a person has allowed once: a code, then one refresh token after the other, and their access tokens.
  `create table oauth_grants (
    id ${text} primary key,
    client_guid ${text} not null,
    user_id ${integer} not null references users (id) on delete cascade,
    redirect_uri ${text} not null,
    code_challenge ${text} not null,
    generation ${integer} not null,
    created_at ${integer} not null,
    expires_at ${integer} not null
  ) ${clustered}`,
  'create index oauth_grants_by_user on oauth_grants (user_id, created_at)',
  'create index oauth_grants_by_client on oauth_grants (client_guid)',
  'create index oauth_grants_by_end on oauth_grants (expires_at)',
  `alter table access_tokens add column oauth_grant_id ${text}
    references oauth_grants (id) on delete cascade`,
  `alter table access_tokens add column oauth_group_id ${integer}`,
  `create index access_tokens_by_grant on access_tokens (oauth_grant_id)
    where oauth_grant_id is not null`,
]
