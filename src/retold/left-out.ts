// The parts of the store that are not compared with its audit, and why.
import type { Tables } from '../store/tables.ts'

type Reason = string
type LeftOut = {
  readonly [Table in keyof Tables]?: Reason | { readonly [Column in keyof Tables[Table]]?: Reason }
}

const numbered = 'the engine numbers the rows, and no row of the audit names one by this number'
const links = 'it makes a link that is shown; the server takes nothing from it'
const keyed = 'nobody without the keys of the server can make one that lets anybody in'
const once = 'it only says which codes were used'
// An open weakness of docs/threats.md (T-44).
const unbound = 'no row of the audit tells whose a living one is; it ends by itself'
const order = 'attrium audit verify follows the order of the changes of a value'
const shown = 'it only names the row of the audit whose author is shown'
const ended = 'the check of the past compares what has no end with the present'
const chained = 'the chain protects it, and attrium audit verify checks the chain'

const signedIn = 'it only shows when somebody has signed in'

/** The tables and columns that are not compared. */
export const leftOut: LeftOut = {
  users: { authority: 'it only makes servers read rights again' },
  credentials_email: {
    account_setup_nonce: links,
    password_reset_nonce: links,
    password_reset_expires_at: links,
    password_hash: keyed,
    logged_in_at: signedIn,
  },
  credentials_api3: { id: numbered, last_used_at: signedIn },
  credentials: { id: numbered, nonce: keyed, last_step: once, recovery_digests: keyed },
  user_attributes: { default_change: shown },
  user_attribute_group_values: { id: numbered, newest_change: shown },
  user_attribute_sign_in_values: { newest_change: shown },
  user_attribute_user_values: {
    ...{ newest_change: order, change_before: order, value_change: shown },
    next_version: 'it is compared with the value beside it',
  },
  ended_value_histories: order,
  access_tokens: unbound,
  oauth_clients: { tokens_invalid_before: 'it only shows when tokens were ended' },
  oauth_activations: 'they only say what somebody has allowed; it gives nobody a token',
  oauth_grants: unbound,
  used_sign_ins: once,
  sign_in_members: 'they only say which memberships the next sign-in may take away',
  sealings: 'upkeep ends them',
  catalogue: 'it only makes servers read the catalogue again',
  audit: chained,
  audit_texts: 'each is compared with the fingerprint in its row of the audit',
  audit_chains: chained,
  changes: 'they only say which rows of the audit belong together',
  change_results: 'they are sealed, decide nothing, and end by themselves within days',
  moments: 'they tell when something was there, not what is there',
  archived_values: 'they are only of the past',
  past_users: ended,
  past_emails: ended,
  past_identities: ended,
  past_groups: ended,
  past_nesting: ended,
  past_members: ended,
  past_attributes: ended,
  past_group_values: ended,
  past_sign_in_values: ended,
  keys: 'a key that was changed does not open, and no server starts with it',
}
