// The permission table of the addresses by which people sign in with a provider: nobody has signed in yet.
import { anyone, tableOf } from './permissions.ts'
import type { Rule } from './rule.ts'

const singleSignOnRules = {
  begin_single_sign_on: anyone,
  single_sign_on: anyone,
} satisfies Record<string, Rule>

export type SingleSignOnOperation = keyof typeof singleSignOnRules

export const singleSignOnTable = tableOf(singleSignOnRules)
