// Every limit of size, number and time of this server, in one place.

export const limits = {
  /**
   * Bytes of a request body; a group-value list may be larger. A value of the greatest length fits in, with each
   * character escaped in six bytes as Python writes JSON, together with the rest of its object.
   */
  body_bytes: 512 * 1024,
  group_values_body_bytes: 8 * 1024 * 1024,
  /**
   * Bytes of the values of all groups of an attribute, and of the names in a set, escaped like that: the stored
   * list fits into the one body that replaces it.
   */
  group_values_escaped_bytes: 6 * 1024 * 1024,
  set_names_escaped_bytes: 400 * 1024,
  /** How deep JSON may nest. */
  json_depth: 32,
  /** Items of any array in a body. */
  array_items: 10_000,
  /** Results of one page of a list that is paged by key: the most, and how many if nothing was said. */
  page_items: 1000,
  page_items_unasked: 100,
  /** Characters of a misspelled name for which a similar one is looked for, and the names that are looked at. */
  near_name_characters: 64,
  near_names: 1000,
  /** Ways into a group that an explanation lists, and beginnings of ways that are looked at for them. */
  ways_into_a_group: 10,
  ways_looked_at: 1000,
  /** Steps of a search path that an explanation lists; weaker ones are counted. */
  explained_steps: 100,
  /** Attributes named in one request, operations of a what-if, users of one request for claims. */
  named_attributes: 1000,
  tried_operations: 100,
  claimed_users: 1000,
  /** Bytes of the body of a change, characters of its reason and of its key. */
  change_body_bytes: 4 * 1024 * 1024,
  /** Bytes of a body of lines, which wait on disk beyond that, and of what is read of it at a time. */
  spooled_body_bytes: 64 * 1024 * 1024,
  reason_characters: 1000,
  idempotency_key_characters: 255,
  /** How long a key is remembered, and effects listed in an answer. */
  idempotency_milliseconds: 7 * 24 * 60 * 60 * 1000,
  /** How long the result of a change is kept. */
  result_days: 7,
  sampled_effects: 100,
  /** Time for a page of the effects of a change. */
  effects_milliseconds: 2000,
  /** Operations of a change, problems of it that are kept; columns of a CSV, and rows, also those that set nothing. */
  changed_operations: 10_000,
  /** Values of a CSV that are stored as single changes are; more are stored in lists. */
  unlisted_operations: 1000,
  /** Operations of a body of lines that only set and remove values of users, and characters of one of its lines. */
  large_operations: 1_000_000,
  large_rows: 2_000_000,
  large_line_characters: 4_000_000,
  /** Operations of a change about attributes, their group values, groups and nesting: each looks at all of them. */
  changed_catalogue_operations: 1000,
  changed_problems: 1000,
  changed_columns: 1000,
  changed_rows: 100_000,
  /** Characters of a file of definitions; its parts, each alias counted with all that it stands for. */
  definition_file_characters: 16 * 1024 * 1024,
  definition_parts: 1_000_000,
  /** Problems listed in one answer; the caller sees the others after fixing these. */
  problems: 100,
  /** Names of ignored fields and parameters reported in one answer, and characters of each. */
  ignored_names: 20,
  ignored_name_characters: 64,
  /** Characters of a stored value or default value. */
  value_characters: 65_536,
  /** Values that an attribute may list as its choices, and characters of all of them together. */
  choices: 1000,
  choices_characters: 16_384,
  /** Characters of all choices that a refusal lists; where there are more, it counts them. */
  listed_choices_characters: 200,
  /** Characters of combined values that are remembered for an attribute. */
  remembered_combined_characters: 4_000_000,
  /** Characters of a name, label or e-mail address. */
  name_characters: 255,
  /** Characters of a hidden attribute's domain allowlist. */
  allowlist_characters: 4096,
  /** Characters of a request path with its query. */
  url_characters: 8192,
  /** Characters of the header Link; links that do not fit are left out. */
  link_header_characters: 12 * 1024,
  /** Bytes and count of request headers. */
  header_bytes: 16 * 1024,
  header_count: 100,
  /** Characters of a client id whose failed sign-ins are counted apart. */
  client_id_characters: 64,
  /** Users whose change of rights one commit counts in their rows; for more, everybody's rights are read again. */
  counted_rights_changes: 1000,
  /** Catalogues of the past that are kept in memory. */
  past_catalogues: 16,
  /** How deep groups may nest. */
  group_depth: 32,
  /** Users that a list reads in one turn of the event loop; longer lists are made in parts of the second size. */
  listed_at_once: 500,
  listed_in_a_part: 100,
  /** Characters of the values of a page, if it has more than one. */
  page_characters: 4_000_000,
  /** Users that a search for values looks at in its first read, and at most in one turn of the event loop. */
  searched_first: 1000,
  searched_at_once: 8000,
  /** Values of an attribute that an index counts in one turn of the event loop. */
  counted_at_once: 100_000,
  /** Users whose values of a moment in the past are read at a time. */
  searched_then: 500,
  /** Time for a question about values of a moment in the past. */
  then_milliseconds: 30_000,
  /** Users whose filter expressions are evaluated in one turn of the event loop. */
  evaluated_at_once: 1000,
  /** So much of the future is waited for when somebody asks about that time. */
  clock_ahead_milliseconds: 1000,
  /** Characters of the claims of many users in one answer, and users who are read at once for it. */
  claims_characters: 8_000_000,
  claims_in_a_part: 25,
  /** Characters of the claims in memory, and of the rows that they were made from. */
  remembered_claims_characters: 8_000_000,
  /** Values that the indexes of values in memory have together. */
  indexed_values: 4_000_000,
  /** Rows of the audit by which such an index may be behind, and users whose value has changed since it was made. */
  changes_caught_up: 10_000,
  changes_noted: 5000,
  /** Values that a summary lists; different values that it tells apart, and their characters together. */
  summary_values: 1000,
  counted_values: 500_000,
  counted_value_characters: 16_000_000,
  /** Users whose values an export reads in one turn of the event loop. */
  exported_in_a_part: 100,
  /** Time for an export to be made; bytes of SQLite's log beyond which no read of one moment goes on. */
  export_milliseconds: 120_000,
  held_log_bytes: 160 * 1024 * 1024,
  /** Bytes of such lists that wait on disk for readers: of one caller, of all; bytes of the disk that stay free. */
  list_bytes_per_caller: 1024 * 1024 * 1024,
  list_bytes: 4 * 1024 * 1024 * 1024,
  list_spared_bytes: 128 * 1024 * 1024,
  /** Lists made in parts at a time, one for each caller, and how many more of one caller may wait. */
  long_lists: 2,
  waiting_long_lists: 8,
  /** Bytes from which a list is compressed for callers who ask for it. */
  compressed_bytes: 16 * 1024,
  /**
   * Living access tokens of one API credential, and how many of them, or of a person without one, may be for acting as
   * others.
   */
  access_tokens_per_credential: 10_000,
  acting_tokens_per_credential: 5000,
  /** Time for which the link of the first start, or of `attrium admin invite`, works. */
  invitation_milliseconds: 24 * 60 * 60 * 1000,
  /** Characters of a password that is chosen, and bytes of a body that may contain one. */
  password_characters_least: 12,
  password_characters: 256,
  sign_in_body_bytes: 16 * 1024,
  /** OAuth clients; characters of their descriptions and redirect addresses; users that are listed with one. */
  oauth_clients: 1000,
  oauth_description_characters: 4000,
  redirect_uri_characters: 2000,
  shown_activated_users: 1000,
  /** What a person has allowed applications at a time; the oldest end. */
  oauth_grants_per_user: 100,
  /** How long a code lives, a refresh token that nobody uses, and a grant at all. */
  oauth_code_milliseconds: 60_000,
  refresh_idle_milliseconds: 30 * 24 * 60 * 60 * 1000,
  refresh_milliseconds: 90 * 24 * 60 * 60 * 1000,
  /** How long attrium login --browser waits for somebody to answer there. */
  browser_answer_milliseconds: 5 * 60 * 1000,
  /** How long browsers remember that an origin may call. */
  preflight_seconds: 600,
  /** Time for which a sign-in with a provider may take, and characters of the address that it leads to. */
  sign_in_attempt_milliseconds: 10 * 60 * 1000,
  return_characters: 2000,
  /** Time for one answer of a provider, bytes of it, and by how much its clock may be off. */
  provider_milliseconds: 5000,
  provider_answer_bytes: 512 * 1024,
  provider_skew_milliseconds: 60_000,
  /** How long the addresses of a provider are known, and how long nobody asks again after it failed. */
  provider_known_milliseconds: 60 * 60 * 1000,
  provider_failed_milliseconds: 5000,
  /** Providers, bytes of their file, claims that are mapped, and characters of a token or of claims to try. */
  providers: 20,
  providers_file_bytes: 1024 * 1024,
  mapped_claims: 1000,
  /** Characters of the settings of a provider that an administrator sets. */
  provider_settings_characters: 64 * 1024,
  tried_token_characters: 64 * 1024,
  /** Passwords that are hashed at once; how many wait for that: from one network, and in all. */
  hashed_at_once: 2,
  waiting_hashes_per_network: 32,
  waiting_hashes: 256,
  /** Time after which a session of a browser ends: after its last use, and at all; how exactly its use is noted. */
  session_idle_milliseconds: 8 * 60 * 60 * 1000,
  session_milliseconds: 7 * 24 * 60 * 60 * 1000,
  session_noted_milliseconds: 10 * 60 * 1000,
  /** How exactly the last sign-in with an API key is noted. */
  key_use_noted_milliseconds: 10 * 60 * 1000,
  /** Sessions of one person: a further sign-in ends the one that was used least recently. */
  sessions_per_user: 100,
  /** Characters of the name of a browser that are stored. */
  browser_characters: 200,
  /** Failed sign-ins that the audit keeps in an hour; the log has them all. */
  audited_failures_per_hour: 1000,
  /** Characters and wildcards of a search pattern: a name with each character escaped, and a wildcard at each end. */
  pattern_characters: 2 * 255 + 2,
  pattern_wildcards: 8,
  /** Characters of an id in a path, or of a name or pattern there; longer ones name nothing. */
  path_parameter_characters: 2 * 255 + 2,
  /** Characters of a request id that a caller gives. */
  request_id_characters: 64,
  /** Open connections in all, and of one address unless a setting says otherwise. */
  connections: 2000,
  connections_per_address: 500,
  /** Open connections to the port of the metrics. */
  metrics_connections: 20,
  /** Requests after which a connection is closed. */
  requests_per_connection: 100_000,
  /** Time for the head of a request to arrive, for all of the request, for the TLS handshake. */
  headers_milliseconds: 10_000,
  request_milliseconds: 15_000,
  handshake_milliseconds: 10_000,
  /** Work in one turn of the event loop, after which requests wait for the next; and the longest wait. */
  turn_milliseconds: 50,
  turn_wait_milliseconds: 500,
  /** Bytes of answers that wait for readers: of one caller, of all; smaller remainders are not counted. */
  unread_bytes_per_caller: 8 * 1024 * 1024,
  unread_bytes: 48 * 1024 * 1024,
  unread_bytes_uncounted: 16 * 1024,
  /** Bytes of long bodies until they are answered: of one caller, of all; shorter ones are not counted. */
  body_bytes_per_caller: 16 * 1024 * 1024,
  bodies_bytes: 64 * 1024 * 1024,
  body_bytes_uncounted: 16 * 1024,
  /** Bytes of an answer that count as one more request. */
  answer_bytes_per_request: 4096,
  /** How often a node asks the database for its time, and by how much its own clock may be off. */
  clock_milliseconds: 10_000,
  clock_off_milliseconds: 1000,
  /** How often the server looks for slow senders. */
  check_milliseconds: 500,
  /** Silence between requests; longer than the 60 s for which load balancers keep a connection. */
  idle_milliseconds: 65_000,
  /** Silence of a receiver that reads nothing of its answer. */
  stalled_milliseconds: 30_000,
  /** Time for requests under way to finish when the server stops. */
  drain_milliseconds: 8000,
  /** Time to seal the values of an attribute that becomes hidden, before the answer says that sealing goes on. */
  sealing_milliseconds: 2000,
  /** Rows of the audit that one request for a history looks at, and in one read; bytes of a page. */
  history_rows: 50_000,
  history_rows_at_once: 10_000,
  history_page_bytes: 4 * 1024 * 1024,
  /** Requests that wait for something to happen: of one caller, of all. */
  waiting_requests_per_caller: 50,
  waiting_requests: 500,
  /** Seconds for which a request for events waits: at most, and if nothing was said. */
  event_wait_seconds: 55,
  event_wait_seconds_unasked: 25,
  /** Silence of a stream of events, after which it says that it is there; and time until its reader comes again. */
  event_heartbeat_milliseconds: 15_000,
  event_retry_milliseconds: 2000,
  /** Time between two looks for what other nodes have stored; and between two wakings of all who wait. */
  event_look_milliseconds: 400,
  event_pause_milliseconds: 100,
  /** Time for which commits under way are waited for before events that came before them are told. */
  event_settling_milliseconds: 500,
  /** Rows of the audit that are passed over at once, and those that are read for events; pages that are kept. */
  event_rows_passed: 5000,
  event_rows: 200,
  event_pages: 16,
  /** Characters of the values of a page of events, if it has more than one. */
  event_page_characters: 262_144,
  /** Callers whose rate is remembered: this many to twice as many, those that called last. */
  remembered_callers: 50_000,
} as const
