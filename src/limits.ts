// Every size this server refuses to exceed and every time it waits, in one place.

export const limits = {
  /**
   * Bytes of a request body; a group-value list may be larger. A value of the greatest length fits in with each
   * character escaped in six bytes, as Python writes JSON, and the rest of its object around it.
   */
  body_bytes: 512 * 1024,
  group_values_body_bytes: 4 * 1024 * 1024,
  /** How deep JSON may nest. */
  json_depth: 32,
  /** Items of any array in a body. */
  array_items: 10_000,
  /** Problems told in one answer; the caller learns of the others when he has mended these. */
  problems: 100,
  /** Names of ignored fields and parameters told in one answer, and characters of each. */
  ignored_names: 20,
  ignored_name_characters: 64,
  /** Characters of a stored value or default value. */
  value_characters: 65_536,
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
  /** How deep groups may nest. */
  group_depth: 32,
  /** Users that a list reads in one turn of the event loop; longer ones are made in parts of so many. */
  listed_at_once: 500,
  listed_in_a_part: 100,
  /** Bytes of such lists that wait on disk for readers: of one caller, of all; what is left of the disk. */
  list_bytes_per_caller: 1024 * 1024 * 1024,
  list_bytes: 4 * 1024 * 1024 * 1024,
  list_spared_bytes: 128 * 1024 * 1024,
  /** Lists made in parts at a time, one of each caller, and how many more of his may wait. */
  long_lists: 2,
  waiting_long_lists: 8,
  /** Bytes from which on a list is compressed for those who ask for it. */
  compressed_bytes: 16 * 1024,
  /** Live access tokens of one API credential; the oldest for acting as others goes first. */
  access_tokens_per_credential: 100,
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
  /** For the head of a request to arrive, for all of it, for the greeting of TLS. */
  headers_milliseconds: 10_000,
  request_milliseconds: 15_000,
  handshake_milliseconds: 10_000,
  /** Of one turn of the event loop, after which requests wait for the next; and for which they wait. */
  turn_milliseconds: 50,
  turn_wait_milliseconds: 500,
  /** Bytes of answers that wait for readers: of one caller, of all; smaller rests are not counted. */
  unread_bytes_per_caller: 8 * 1024 * 1024,
  unread_bytes: 48 * 1024 * 1024,
  unread_bytes_uncounted: 16 * 1024,
  /** Bytes of an answer that count like one more request. */
  answer_bytes_per_request: 4096,
  /** How often slow senders are looked for. */
  check_milliseconds: 500,
  /** Of silence between requests; longer than the 60 s for which load balancers keep a connection. */
  idle_milliseconds: 65_000,
  /** Of a receiver that takes nothing of its answer. */
  stalled_milliseconds: 30_000,
  /** For requests under way to finish when the server stops. */
  drain_milliseconds: 8000,
  /** Callers whose rate is remembered: this many to twice as many, those that called last. */
  remembered_callers: 50_000,
} as const
