// The permission table of the pages and the address by which applications get tokens. Nobody signs in to call them:
// who has signed in with the browser decides on its page, and a code or a refresh token proves itself.
import { anyone, tableOf } from './permissions.ts'
import type { Rule } from './rule.ts'

const oauthRules = {
  authorize: anyone,
  allow_oauth_client: anyone,
  sign_in_by_form: anyone,
  oauth_token: anyone,
} satisfies Record<string, Rule>

export type OauthOperation = keyof typeof oauthRules

export const oauthTable = tableOf(oauthRules)
