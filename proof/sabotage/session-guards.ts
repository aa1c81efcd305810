// Guards of people who sign in: passwords, links, and sessions of browsers (decision 68).
import type { Guard } from './guard.ts'

const sessions = 'test/sign-in/sessions.test.ts'
const ended = 'test/sign-in/ended-sessions.test.ts'
const otherPages = 'test/sign-in/other-pages.test.ts'
const links = 'test/sign-in/links.test.ts'
const guessing = 'test/sign-in/guessing.test.ts'
const account = 'test/sign-in/account.test.ts'
const factor = 'test/sign-in/second-factor.test.ts'
const cookies = 'test/sign-in/cookies.test.ts'
const line = 'src/request/sign-ins.test.ts'

const guard = (id: string, item: string, text: string, ...caughtBy: string[]): Guard => ({
  ...{ id, item, guard: text, caughtBy },
})

export const sessionGuards: readonly Guard[] = [
  guard('session-1', 'T-04', 'A token is no session, and a session is no token.', cookies),
  guard(
    'session-2',
    'T-35',
    'A request with an Authorization header is not answered for its cookie.',
    sessions,
  ),
  guard(
    'session-3',
    'T-53',
    'Two cookies of the name are refused: one of them may be from somebody else.',
    cookies,
  ),
  guard('session-4', 'T-05', 'A session ends, however much it is used.', sessions),
  guard('session-5', 'T-53', 'A sign-in gives the browser a new secret.', cookies),
  guard('session-6', 'T-23', 'The name of a browser is plain text when it is stored.', cookies),
  guard('session-7', 'T-04', 'Whoever loses their address is signed out.', ended),
  guard('session-8', 'T-53', 'A session that a sign-in ends is remembered nowhere.', cookies),
  guard(
    'session-9',
    'T-20',
    'Sessions are shown to their user and to administrators only.',
    account,
  ),
  guard('session-10', 'T-04', 'With another password, all other sessions end.', account),
  guard(
    'session-11',
    'T-35',
    'A page changes nothing for another person than the one whom it shows.',
    otherPages,
  ),
  guard(
    'first-link-1',
    'T-54',
    'The link of the first start ends.',
    'test/sign-in/first-link.test.ts',
  ),
  guard('origin-1', 'T-35', 'Only pages of this server change anything with a cookie.', otherPages),
  guard('origin-2', 'T-35', 'Pages of other sites read nothing with a cookie.', otherPages),
  guard('origin-3', 'T-35', 'A body without a label signs nobody in.', otherPages),
  guard('origin-4', 'T-35', 'Pages of other sites sign nobody in or out.', otherPages),
  guard('password-2', 'T-55', 'What is longer than any password is not hashed.', line),
  guard('password-3', 'T-55', 'So many sign-ins wait for their hash in all.', line),
  guard('password-4', 'T-52', 'The hash of one user opens no account of another.', line),
  guard(
    'guess-1',
    'T-52',
    'Whoever has guessed too often is refused before their password is looked at.',
    guessing,
  ),
  guard('guess-2', 'T-52', 'Wrong passwords are counted.', guessing),
  guard('guess-3', 'T-55', 'Failed sign-ins of strangers do not fill the disk.', guessing),
  guard(
    'guess-4',
    'T-52',
    'A browser that was left open is not enough to guess the password.',
    account,
  ),
  guard('guess-5', 'T-52', 'Many guesses at once are no more guesses.', guessing),
  guard(
    'guess-6',
    'T-52',
    'Guesses are counted for an account, not for a spelling of its address.',
    guessing,
  ),
  guard('totp-1', 'T-54', 'A code counts once.', factor),
  guard('totp-2', 'T-54', 'A code counts once for many who send it at once.', factor),
  guard('totp-3', 'T-54', 'Whoever has a second factor has to present it.', factor),
  guard('totp-4', 'T-52', 'After too many wrong codes, the next is not looked at.', factor),
  guard('totp-5', 'T-54', 'A recovery code counts once.', factor),
  guard('totp-6', 'T-54', 'A link does not take the place of the second factor.', factor),
  guard('sign-in-10', 'T-04', 'A password that has to be chosen anew signs nobody in.', account),
  guard('enumeration-2', 'T-52', 'The answer does not tell why a sign-in failed.', guessing),
  guard('link-1', 'T-54', 'A link works once.', links),
  guard('link-2', 'T-54', 'A link ends.', links),
  guard('link-3', 'T-54', 'The link of a disabled user does not work.', links),
  guard(
    'sign-in-8',
    'T-04',
    'A sign-in is stored only while the password is still the one that was checked.',
    ended,
  ),
  guard('sign-in-9', 'T-04', 'A disabled user does not sign in.', ended),
]
