// The commands a newcomer can paste: sign in, set a value, read it back.

interface Where {
  readonly url: string
  readonly lookerIni: string
  readonly user_id: string
  readonly user_attribute_id: string
  readonly value: string
}

/** Signs in with looker.ini, so that no secret is on the screen. */
export const signInLine = ({ url, lookerIni }: Pick<Where, 'url' | 'lookerIni'>) =>
  `TOKEN=$(curl -s ${url}/api/4.0/login $(sed -n 's/^client_/-d client_/p' '${lookerIni}') | ` +
  `sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`

/** Three lines of shell, in the order in which they work. */
export function tryIt({ url, lookerIni, user_id, user_attribute_id, value }: Where): string[] {
  const values = `${url}/api/4.0/users/${user_id}/attribute_values`
  const authorization = '-H "Authorization: token $TOKEN"'
  return [
    signInLine({ url, lookerIni }),
    `curl -s -X PATCH ${authorization} -d '{"value":"${value}"}' ${values}/${user_attribute_id}`,
    `curl -s ${authorization} '${values}?user_attribute_ids=${user_attribute_id}&all_values=true'`,
  ]
}
