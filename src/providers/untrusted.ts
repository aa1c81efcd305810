// The error of an answer that shows nobody.

/** The answer of a provider shows nobody: it is refused, and says nothing about the provider's health. */
export class Untrusted extends Error {
  override readonly name = 'Untrusted'
}
