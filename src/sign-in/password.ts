// The rules of a password that somebody chooses: long enough, and not one that many people have.
import type { Problem } from '../errors.ts'
import { limits } from '../limits.ts'

const { password_characters_least: least, password_characters: most } = limits

/** All problems of a new password; `isCommon` knows the passwords that are tried first. */
export function passwordProblems(
  password: string | undefined,
  isCommon: (password: string) => boolean,
): Problem[] {
  const field = 'password'
  if (password === undefined || password === '') {
    return [{ field, code: 'missing_field', message: `'${field}' is required.` }]
  }
  const characters = [...password.normalize('NFKC')].length
  if (characters < least || characters > most) {
    const message = `${field} must have ${least} to ${most} characters.`
    return [{ field, code: 'invalid', message }]
  }
  if (!isCommon(password)) return []
  const message = `${field} is one that many people have, and so is tried first; choose another.`
  return [{ field, code: 'invalid', message }]
}
