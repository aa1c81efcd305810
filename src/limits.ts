// Every size this server refuses to exceed, in one place.

export const limits = {
  /** Bytes of a request body; a group-value list may be larger. */
  body_bytes: 256 * 1024,
  group_values_body_bytes: 2 * 1024 * 1024,
  /** How deep JSON may nest. */
  json_depth: 32,
  /** Items of any array in a body. */
  array_items: 10_000,
  /** Problems told in one answer; the caller learns of the others when he has mended these. */
  problems: 100,
  /** Characters of a stored value or default value. */
  value_characters: 65_536,
  /** Characters of a name, label or e-mail address. */
  name_characters: 255,
  /** Characters of a hidden attribute's domain allowlist. */
  allowlist_characters: 4096,
  /** Characters of a request path with its query. */
  url_characters: 8192,
  /** Bytes and count of request headers. */
  header_bytes: 16 * 1024,
  header_count: 100,
  /** Characters of a client id whose failed sign-ins are counted apart. */
  client_id_characters: 64,
  /** How deep groups may nest. */
  group_depth: 32,
  /** Live access tokens of one API credential; the oldest goes. */
  access_tokens_per_credential: 100,
  /** Characters and wildcards of a search pattern. */
  pattern_characters: 256,
  pattern_wildcards: 8,
} as const
