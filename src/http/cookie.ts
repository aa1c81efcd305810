// The cookies of a browser: their names, their attributes, and how they are read.

export interface SessionCookie {
  readonly name: string
  /** The header `Set-Cookie` that gives a browser this secret. */
  readonly setTo: (secret: string) => string
  /** The header that takes it away. */
  readonly cleared: string
  /** The secrets that a header `Cookie` contains under this name: a browser sends one. */
  readonly secretsIn: (header: string | undefined) => string[]
}

/**
 * `secure`: browsers reach the server by https. Then the prefix of the name makes them refuse a cookie that another
 * host or a plain connection sets. Sites that browsers come from do not get it along, but for their links.
 */
export const sessionCookie = (secure: boolean): SessionCookie => cookie('attrium', secure)

/** The cookie of a sign-in with a provider that is under way; the browser forgets it after so many seconds. */
export const signingInCookie = (secure: boolean, seconds: number): SessionCookie =>
  cookie('attrium-signing-in', secure, `; Max-Age=${seconds}`)

function cookie(plainName: string, secure: boolean, age = ''): SessionCookie {
  const name = secure ? `__Host-${plainName}` : plainName
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return {
    name,
    setTo: (secret) => `${name}=${secret}${age}${attributes}`,
    cleared: `${name}=; Max-Age=0${attributes}`,
    secretsIn: (header = '') =>
      header
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1)),
  }
}
