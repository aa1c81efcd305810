// Guards of people who sign in with a provider: whose answer counts, who it is, and what it gives (decision 73).
import type { Guard } from './guard.ts'

const test = (name: string) => `test/single-sign-on/${name}.test.ts`

const guard = (id: string, item: string, text: string, caughtBy: string): Guard => ({
  ...{ id, item, guard: text, caughtBy: [test(caughtBy)] },
})

// biome-ignore format: a list is read by its columns
export const singleSignOnGuards: readonly Guard[] = [
  guard('single-sign-on-1', 'T-61', 'A claim that the settings require has to have its value.', 'whole-flow'),
  guard('single-sign-on-2', 'T-61', 'An address that nobody has verified finds nobody.', 'attacks'),
  guard('single-sign-on-3', 'T-61', 'A claim that does not fit its attribute refuses the sign-in.', 'claims'),
  guard('single-sign-on-4', 'T-61', 'The subject of one issuer is not that of another.', 'attacks'),
  guard('single-sign-on-5', 'T-62', 'Nothing is sent to a provider without TLS.', 'broken-provider'),
  guard('single-sign-on-6', 'T-62', 'An answer without an end is given up.', 'broken-provider'),
  guard('single-sign-on-8', 'T-61', 'A token is signed by the provider.', 'tokens'),
  guard('single-sign-on-9', 'T-57', 'A code is redeemed with the verifier of its question.', 'attacks'),
  guard('single-sign-on-10', 'T-61', 'A token has the nonce of its question.', 'tokens'),
  guard('single-sign-on-11', 'T-61', 'A token is one that was made now.', 'tokens'),
  guard('single-sign-on-12', 'T-61', 'A token is for this server, not for another party.', 'tokens'),
  guard('single-sign-on-13', 'T-53', 'A browser with two cookies of a sign-in is refused.', 'attacks'),
  guard('single-sign-on-14', 'T-61', 'A sign-in ends in the browser that has begun it, where it was to lead.', 'attacks'),
  guard('single-sign-on-15', 'T-61', 'A sign-in has ten minutes.', 'attacks'),
  guard('single-sign-on-16', 'T-56', 'A sign-in leads to this server alone.', 'attacks'),
  guard('single-sign-on-18', 'T-54', 'A sign-in counts once.', 'attacks'),
  guard('single-sign-on-19', 'T-61', 'An account that has an identity is not that of another with its address.', 'attacks'),
  guard('single-sign-on-20', 'T-04', 'Whoever is disabled does not sign in with a provider.', 'attacks'),
  guard('single-sign-on-21', 'T-61', 'A sign-in does not take over a membership that people have given.', 'groups'),
  guard('single-sign-on-22', 'T-61', 'A membership that people have changed is theirs.', 'groups'),
  guard('single-sign-on-24', 'T-04', 'Whoever loses the identity of a provider is signed out.', 'whole-flow'),
  guard('single-sign-on-25', 'T-36', 'No variable but one for a provider is sent to a provider.', 'set-here-attacks'),
  guard('single-sign-on-26', 'T-36', 'An administrator leads the server to itself nowhere but in a demo.', 'set-here-attacks'),
  guard('single-sign-on-27', 'T-61', 'The file counts in place of what is stored.', 'set-here'),
  guard('single-sign-on-28', 'T-61', 'A provider whose secret is gone does not become one without.', 'set-here-attacks'),
  guard('single-sign-on-29', 'T-36', 'A provider elsewhere does not lead the server to itself.', 'set-here-attacks'),
  guard('single-sign-on-30', 'T-61', 'A sign-in that another provider began is not redeemed with one that got its id.', 'set-here-attacks'),
  guard('single-sign-on-31', 'T-61', 'Nobody signs in with a provider that is disabled.', 'set-here'),
  guard('single-sign-on-32', 'T-61', 'A sign-in counts only while its provider is as it was.', 'set-here-attacks'),
  guard('single-sign-on-33', 'T-25', 'Only administrators see the settings of providers.', 'set-here-attacks'),
  guard('single-sign-on-34', 'T-25', 'Only administrators set providers.', 'set-here-attacks'),
  guard('single-sign-on-35', 'T-25', 'Only administrators change providers.', 'set-here-attacks'),
  guard('single-sign-on-36', 'T-25', 'Only administrators delete providers.', 'set-here-attacks'),
  guard('single-sign-on-37', 'T-25', 'Only administrators have the server ask a provider.', 'set-here-attacks'),
  guard('single-sign-on-39', 'T-31', 'Two who change a provider do not overwrite each other.', 'set-here'),
  guard('single-sign-on-40', 'F-14', 'doctor names a provider that cannot be used.', 'set-here-doctor'),
  guard('single-sign-on-41', 'F-14', 'A provider says what its settings name that is not there.', 'set-here-doctor'),
  guard('single-sign-on-23', 'T-10', 'Trying claims shows no hidden value.', 'claims'),
]
