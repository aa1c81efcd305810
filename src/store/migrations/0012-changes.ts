// Lists of operations that were applied together (decision 61): which rows of the audit belong to them, and why.
import type { ColumnTypes } from '../differences.ts'

export const changes = ({ integer, text, clustered }: ColumnTypes): string[] => [
  // No foreign key: who made a change stays known after they are deleted.
  `create table changes (
    id ${integer} primary key,
    chain_id ${integer} not null,
    first_in_chain ${integer} not null,
    last_in_chain ${integer} not null,
    at ${integer} not null,
    actor_id ${integer},
    sudo_by ${integer},
    reason ${text},
    operations ${integer} not null,
    changed ${integer} not null,
    unchanged ${integer} not null,
    refused ${integer} not null,
    affected_users ${integer} not null,
    affected_values ${integer} not null,
    undoes ${integer},
    problems ${text},
    idempotency_key ${text},
    request_version ${text}
  ) ${clustered}`,
  'create unique index changes_by_chain on changes (chain_id, first_in_chain)',
  `create unique index changes_by_key on changes (actor_id, idempotency_key)
    where idempotency_key is not null`,
  // The state before and after a change is found by its sequences.
  'create index moments_by_sequence on moments (sequence, number)',
  'create index changes_by_undone on changes (undoes) where undoes is not null',
]
