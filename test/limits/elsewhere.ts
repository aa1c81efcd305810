// Which other test covers a limit.
import type { limits } from '../../src/limits.ts'

/** Limits that are tested elsewhere because they need their own server or data, each with a word of that test. */
export const elsewhere: Partial<
  Record<keyof typeof limits, readonly [file: string, word: string]>
> = {
  ...Object.fromEntries(
    ['access_tokens_per_credential', 'acting_tokens_per_credential'].map((name) => [
      name,
      ['test/api-auth/tokens-of-a-key.test.ts', name],
    ]),
  ),
  browser_answer_milliseconds: [
    'test/cli/browser-answer.test.ts',
    'limits.browser_answer_milliseconds',
  ],
  key_use_noted_milliseconds: [
    'test/api-auth/key-use.test.ts',
    'limits.key_use_noted_milliseconds',
  ],
  tried_token_characters: ['test/single-sign-on/claims.test.ts', 'tried_token_characters'],
  provider_skew_milliseconds: [
    'test/single-sign-on/tokens.test.ts',
    'limits.provider_skew_milliseconds',
  ],
  ...Object.fromEntries(
    ['provider_known_milliseconds', 'provider_failed_milliseconds'].map((name) => [
      name,
      ['test/single-sign-on/asked-again.test.ts', `limits.${name}`],
    ]),
  ),
  ...Object.fromEntries(
    ['provider_milliseconds', 'provider_answer_bytes'].map((name) => [
      name,
      ['test/single-sign-on/broken-provider.test.ts', `limits.${name}`],
    ]),
  ),
  ...Object.fromEntries(
    ['sign_in_attempt_milliseconds', 'return_characters'].map((name) => [
      name,
      ['test/single-sign-on/attacks.test.ts', `limits.${name}`],
    ]),
  ),
  ...Object.fromEntries(
    ['providers', 'providers_file_bytes', 'mapped_claims'].map((name) => [
      name,
      ['src/start/providers-file.test.ts', `limits.${name}`],
    ]),
  ),
  provider_settings_characters: [
    'test/single-sign-on/set-here.test.ts',
    'limits.provider_settings_characters',
  ],
  ...Object.fromEntries(
    ['clock_milliseconds', 'clock_off_milliseconds'].map((name) => [
      name,
      ['test/postgres/clocks.test.ts', `limits.${name}`],
    ]),
  ),
  ...Object.fromEntries(
    ['body_bytes_per_caller', 'bodies_bytes', 'body_bytes_uncounted'].map((name) => [
      name,
      ['test/http/hostile/long-bodies.test.ts', `limits.${name}`],
    ]),
  ),
  ...Object.fromEntries(
    ['group_values_escaped_bytes', 'set_names_escaped_bytes'].map((name) => [
      name,
      ['test/user-attributes/fitting.test.ts', `limits.${name}`],
    ]),
  ),
  ...Object.fromEntries(
    ['ways_into_a_group', 'ways_looked_at'].map((name) => [
      name,
      ['src/domain/ways-into-groups.test.ts', 'limits.ways_into_a_group'],
    ]),
  ),
  ...Object.fromEntries(
    [
      ...['hashed_at_once', 'waiting_hashes_per_network', 'waiting_hashes'],
      ...['password_characters', 'audited_failures_per_hour'],
    ].map((name) => [name, ['src/request/sign-ins.test.ts', `limits.${name}`]]),
  ),
  ...Object.fromEntries(
    ['session_idle_milliseconds', 'session_milliseconds'].map((name) => [
      name,
      ['test/sign-in/sessions.test.ts', `limits.${name}`],
    ]),
  ),
  ...Object.fromEntries(
    [
      ...['session_noted_milliseconds', 'sessions_per_user', 'browser_characters'],
      'sign_in_body_bytes',
    ].map((name) => [name, ['test/sign-in/cookies.test.ts', `limits.${name}`]]),
  ),
  ...Object.fromEntries(
    [
      'oauth_clients',
      'oauth_description_characters',
      'redirect_uri_characters',
      'shown_activated_users',
    ].map((name) => [name, ['test/oauth/clients.test.ts', `limits.${name}`]]),
  ),
  ...Object.fromEntries(
    [
      'oauth_code_milliseconds',
      'refresh_idle_milliseconds',
      'refresh_milliseconds',
      'oauth_grants_per_user',
    ].map((name) => [name, ['test/oauth/tokens.test.ts', `limits.${name}`]]),
  ),
  preflight_seconds: ['test/oauth/cross-origin.test.ts', 'limits.preflight_seconds'],
  invitation_milliseconds: ['test/sign-in/first-link.test.ts', '24 * 3600 * 1000'],
  password_characters_least: ['test/sign-in/links.test.ts', 'eleven char'],
  explained_steps: ['test/explanations/asking.test.ts', 'beyond a hundred'],
  named_attributes: ['src/references/reference.test.ts', 'limits.named_attributes'],
  claimed_users: ['test/claims/claims.test.ts', 'limits.claimed_users'],
  tried_operations: ['test/explanations/what-if.test.ts', 'limits.tried_operations'],
  changed_problems: ['src/changes/ndjson-body.test.ts', 'limits.changed_problems'],
  changed_columns: ['src/changes/csv-bounds.test.ts', 'limits.changed_columns'],
  changed_rows: ['src/changes/csv-bounds.test.ts', 'limits.changed_rows'],
  ...Object.fromEntries(
    (
      [
        ...['unlisted_operations', 'spooled_body_bytes', 'large_operations', 'large_rows'],
        'large_line_characters',
      ] as const
    ).map((name) => [name, ['test/changes/large.test.ts', `limits.${name}`]]),
  ),
  result_days: ['test/changes/result-access.test.ts', 'limits.result_days'],
  definition_file_characters: [
    'src/definitions/definitions.test.ts',
    'limits.definition_file_characters',
  ],
  definition_parts: ['src/definitions/definitions.test.ts', 'limits.definition_parts'],
  page_items: ['src/http/cursor.test.ts', 'limits.page_items'],
  page_items_unasked: ['src/http/cursor.test.ts', 'limits.page_items_unasked'],
  ...Object.fromEntries(
    ['history_rows', 'history_rows_at_once', 'history_page_bytes'].map((name) => [
      name,
      ['test/history/bounded.test.ts', `limits.${name}`],
    ]),
  ),
  near_name_characters: ['src/references/reference.test.ts', 'limits.near_name_characters'],
  ...Object.fromEntries(
    [
      ...[
        'searched_first',
        'searched_at_once',
        'counted_at_once',
        'page_characters',
        'exported_in_a_part',
      ],
      ...[
        'export_milliseconds',
        'changes_caught_up',
        'changes_noted',
        'evaluated_at_once',
        'searched_then',
      ],
    ].map((name) => [name, ['test/holders/bounds.test.ts', `limits.${name}`]]),
  ),
  ...Object.fromEntries(
    ['summary_values', 'counted_values', 'counted_value_characters'].map((name) => [
      name,
      ['src/holders/summary.test.ts', `limits.${name}`],
    ]),
  ),
  searched_then: ['test/holders/then.test.ts', 'limits.searched_then'],
  counted_at_once: ['test/holders/counts.test.ts', 'counted_at_once: 1'],
  ...Object.fromEntries(
    [
      ...['idempotency_milliseconds', 'sampled_effects', 'effects_milliseconds'],
      'changed_catalogue_operations',
    ].map((name) => [name, ['test/changes/bounds.test.ts', `limits.${name}`]]),
  ),
  ...Object.fromEntries(
    [
      ...['waiting_requests_per_caller', 'waiting_requests', 'event_heartbeat_milliseconds'],
      ...['event_page_characters', 'event_pages'],
    ].map((name) => [name, ['test/events/bounds.test.ts', name]]),
  ),
  ...Object.fromEntries(
    [
      ...['event_wait_seconds', 'event_wait_seconds_unasked', 'event_retry_milliseconds'],
      ...['event_rows_passed', 'event_rows'],
    ].map((name) => [name, ['test/events/events.test.ts', name]]),
  ),
  ...Object.fromEntries(
    [...['event_look_milliseconds', 'event_pause_milliseconds', 'event_settling_milliseconds']].map(
      (name) => [name, ['test/postgres/events.test.ts', name]],
    ),
  ),
  then_milliseconds: ['test/holders/then.test.ts', 'limits.then_milliseconds'],
  ...Object.fromEntries(
    [
      ...['claims_characters', 'claims_in_a_part'].map((name) => [name, 'test/claims/claims']),
      ...['choices', 'choices_characters'].map((name) => [name, 'src/domain/choices']),
      ['listed_choices_characters', 'src/domain/choices'],
      ['remembered_combined_characters', 'src/domain/combining'],
    ].map(([name, file]) => [name, [`${file}.test.ts`, `limits.${name}`]]),
  ),
  clock_ahead_milliseconds: ['test/past/ahead.test.ts', 'limits.clock_ahead_milliseconds'],
  remembered_claims_characters: [
    'src/claims-memory/claims-memory.test.ts',
    'limits.remembered_claims_characters',
  ],
  indexed_values: ['src/value-index/value-indexes.test.ts', 'limits.indexed_values'],
  held_log_bytes: ['src/store/sqlite/snapshot.test.ts', 'limits.held_log_bytes'],
  near_names: ['src/references/reference.test.ts', 'limits.near_names'],
  counted_rights_changes: ['test/postgres/nodes.test.ts', 'limits.counted_rights_changes'],
  client_id_characters: ['src/http/throttle.test.ts', 'client ids longer than any'],
  group_depth: ['test/groups/members.test.ts', 'thirty-two levels deep and no deeper'],
  connections_per_address: ['src/http/listeners.test.ts', 'connectionsPerAddress: 2'],
  ...Object.fromEntries(
    [
      ...['turn_milliseconds', 'turn_wait_milliseconds'].map((name) => [name, 'fair-turns']),
      ...['unread_bytes_per_caller', 'unread_bytes', 'unread_bytes_uncounted'].map((name) => [
        name,
        'held-bytes',
      ]),
      ...['list_bytes_per_caller', 'list_bytes'].map((name) => [name, 'held-bytes']),
      ['link_header_characters', 'paging'],
      ['answer_bytes_per_request', 'throttle'],
    ].map(([name, file]) => [name, [`src/http/${file}.test.ts`, `limits.${name}`]]),
  ),
  sealing_milliseconds: ['test/user-attributes/sealing.test.ts', 'limits.sealing_milliseconds'],
  list_spared_bytes: ['src/files/spool.test.ts', 'limits.list_spared_bytes'],
  handshake_milliseconds: ['test/tls/tls.test.ts', 'handshake_milliseconds: 60'],
  remembered_callers: ['src/http/rate-limit.test.ts', 'a million others'],
  ...Object.fromEntries(
    ['listed_at_once', 'listed_in_a_part', 'long_lists', 'waiting_long_lists'].map((name) => [
      name,
      ['test/users/long-lists.test.ts', `limits.${name}`],
    ]),
  ),
  past_catalogues: ['src/past/catalogues-reader.test.ts', 'limits.past_catalogues'],
  compressed_bytes: ['test/http/compression.test.ts', 'limits.compressed_bytes'],
  metrics_connections: ['test/metrics/metrics.test.ts', 'metrics_connections'],
  ...Object.fromEntries(
    [
      ...['connections', 'requests_per_connection', 'headers_milliseconds', 'check_milliseconds'],
      ...[
        'request_milliseconds',
        'idle_milliseconds',
        'stalled_milliseconds',
        'drain_milliseconds',
      ],
    ].map((name) => [name, ['src/http/listeners.test.ts', `${name}: `]]),
  ),
}
