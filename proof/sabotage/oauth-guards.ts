// Guards of applications that people let in: addresses, codes, pages and origins (decision 71).
import type { Guard } from './guard.ts'

const test = (name: string) => `test/oauth/${name}.test.ts`

const guard = (id: string, item: string, text: string, caughtBy: string): Guard => ({
  ...{ id, item, guard: text, caughtBy: [test(caughtBy)] },
})

// biome-ignore format: a list is read by its columns
export const oauthGuards: readonly Guard[] = [
  guard('oauth-1', 'T-56', 'A code goes to the registered address alone, not to one that begins like it.', 'redirects'),
  guard('oauth-2', 'T-58', 'A client of a group is for its members alone.', 'authorization'),
  guard('oauth-3', 'T-56', 'An address is registered only as browsers write it.', 'clients'),
  guard('oauth-4', 'T-56', 'An address with a fragment is not registered.', 'clients'),
  guard('oauth-5', 'T-56', 'A scheme that runs or opens something is not registered.', 'clients'),
  guard('oauth-6', 'T-57', 'A code is no refresh token: it needs its verifier.', 'tokens'),
  guard('oauth-7', 'T-57', 'Nobody without the keys makes a code or a refresh token.', 'tokens'),
  guard('oauth-8', 'T-57', 'A code is of no use without the verifier.', 'tokens'),
  guard('oauth-9', 'T-57', 'A secret that is sent twice at once works once.', 'tokens'),
  guard('oauth-11', 'T-04', 'Another password ends the tokens of applications.', 'ended-tokens'),
  guard('oauth-12', 'T-58', 'Whoever leaves the group of a client has no token of it any more.', 'ended-tokens'),
  guard('oauth-13', 'T-04', 'Disabling ends the tokens of applications for good.', 'ended-tokens'),
  guard('oauth-14', 'T-04', 'Signing out ends the refresh token, too.', 'ended-tokens'),
  guard('oauth-15', 'T-06', 'A token for acting as others ends with the grant that it came from.', 'ended-tokens'),
  guard('oauth-16', 'T-04', 'Disabling, moving or narrowing a client ends its tokens.', 'clients'),
  guard('oauth-17', 'T-04', 'Deleting a client ends its tokens.', 'clients'),
  guard('oauth-18', 'T-04', 'All tokens of a client can be ended.', 'clients'),
  guard('oauth-19', 'T-04', 'Deactivating a user ends the tokens of the client.', 'clients'),
  guard('oauth-20', 'T-24', 'A field that is given twice in a form is refused.', 'tokens'),
  guard('oauth-21', 'T-58', 'A disabled client is not asked about.', 'redirects'),
  guard('oauth-22', 'T-56', 'Nothing is sent to an address that is not the one of the client.', 'redirects'),
  guard('oauth-23', 'T-57', 'A plain challenge is refused.', 'authorization'),
  guard('oauth-24', 'T-03', 'A backup has no grants.', 'ended-tokens'),
  guard('oauth-25', 'T-57', 'The state goes back as it came.', 'authorization'),
  guard('oauth-26', 'T-57', 'An answer names its issuer, so no client takes it for that of another server.', 'authorization'),
  guard('oauth-27', 'T-07', 'No other site learns what was asked.', 'authorization'),
  guard('oauth-28', 'T-58', 'Browsers of old do not frame a page, either.', 'authorization'),
  guard('oauth-29', 'T-58', 'Nobody frames a page.', 'authorization'),
  guard('oauth-30', 'T-58', 'What others have written is text on the pages.', 'authorization'),
  guard('oauth-31', 'T-58', 'Only Allow allows.', 'authorization'),
  guard('oauth-32', 'T-58', 'A token of an application lets in no other.', 'authorization'),
  guard('oauth-33', 'T-57', 'A code of one client is of no use to another.', 'tokens'),
  guard('oauth-34', 'T-57', 'A secret that was used ends everything that it has got.', 'tokens'),
  guard('oauth-35', 'T-05', 'A code ends, and so does a refresh token.', 'tokens'),
  guard('oauth-36', 'T-58', 'Whoever has left the group of a client gets it no tokens.', 'ended-tokens'),
  guard('oauth-37', 'T-56', 'A code needs the address that it was sent to.', 'tokens'),
  guard('oauth-38', 'T-05', 'A grant ends, however much it is used.', 'tokens'),
  guard('oauth-39', 'T-57', 'What was used twice ends with all that came of it.', 'tokens'),
  guard('oauth-40', 'T-58', 'Nothing is allowed for somebody whom the page has not asked.', 'authorization'),
  guard('cors-1', 'T-59', 'An answer says that it depends on the origin.', 'cross-origin'),
  guard('cors-2', 'T-59', 'Pages of origins that nobody has registered read nothing.', 'cross-origin'),
  guard('cors-3', 'T-59', 'No page of another origin signs in with a key.', 'cross-origin'),
  guard('cors-4', 'T-59', 'The origin of a disabled client is none.', 'cross-origin'),
]
