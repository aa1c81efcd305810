// The introduction after a start: addresses, contents, and a command to paste.
import { administrator } from '../seed/administrator-sql.ts'
import type { Running } from '../serve.ts'
import { counts, firstAttribute, firstUsers } from '../start/glance-sql.ts'

/** `also` are lines of the command itself: a label and its text. */
export async function introduction(
  running: Running,
  also: readonly (readonly [string, string])[],
): Promise<string[]> {
  const { url, lookerIni, server, signInTrouble, firstLink } = running
  const [[contents], users, [attribute]] = await server.db.read(counts, firstUsers, firstAttribute)
  const user = users.at(-1)
  if (contents === undefined || user === undefined || attribute === undefined) return []
  // A name may contain control sequences for a terminal.
  // guard operation-28: without .replace(/\p{C}/gu, '')
  const name = `${user.first_name} ${user.last_name}`.replace(/\p{C}/gu, '').trim()
  const signIn: (readonly [string, string])[] =
    firstLink === undefined
      ? []
      : [
          ['Sign in', firstLink],
          ['', `the link works once, within a day: ${administrator.email} chooses a password`],
        ]
  const table = [
    ['API', `${url}/api/4.0`],
    ['API docs', `${url}/api-docs`],
    ['Key file', signInTrouble ?? lookerIni],
    ...signIn,
    ...also,
    ['Holds', Object.entries(contents).map(counted).join(', ')],
    ['', `user ${user.id} is ${name}; user attribute ${attribute.id} is ${attribute.name}`],
  ] as const
  const line = ([label, text]: readonly [string, string]) => `  ${label.padEnd(12)}${text}`
  // A command that could not sign in is not shown.
  if (signInTrouble !== undefined) return [...table.map(line), '']
  return [
    ...table.map(line),
    line(['Try', "this command shows where that user's value comes from:"]),
    '',
    ...searchPathCommand(running, user.id, attribute.id),
    '',
  ]
}

/** `user_attributes` and 1 become `1 user attribute`. */
function counted([table, rows]: [string, number | null]): string {
  const things = table.replace('_', ' ')
  return `${rows} ${rows === 1 ? things.slice(0, -1) : things}`
}

/**
 * Asks for a user's search path in one shell command. It signs in with looker.ini and hands the token on, so that
 * neither the secret nor the token is on the screen or in the list of processes.
 */
export function searchPathCommand(
  { url, lookerIni, certificatePin }: Pick<Running, 'url' | 'lookerIni' | 'certificatePin'>,
  user_id: string,
  user_attribute_id: string,
): string[] {
  // curl recognises the server by its own key, whoever signed its certificate and for whatever name.
  const curl = (flags: string, path: string): string[] =>
    certificatePin === undefined
      ? [`  curl -${flags} ${url}/api/4.0${path}`]
      : [
          `  curl -k${flags} \\`,
          // guard operation-29: pinnedpubkey → user-agent
          `    --pinnedpubkey ${certificatePin} \\`,
          `    ${url}/api/4.0${path}`,
        ]
  return [
    `sed -n 's/^client.*/data="&"/p' ${quoted(lookerIni)} |`,
    ...curl('sK-', '/login |'),
    `  sed 's/[^:]*:"\\([^"]*\\).*/oauth2-bearer=\\1/' |`,
    ...curl('sGK-', `/users/${user_id}/attribute_values \\`),
    `    -d user_attribute_ids=${user_attribute_id} -d all_values=true \\`,
    `    -d fields=value,source -w '\\n'`,
  ]
}

/** Quotes a text as one word of the shell. */
const quoted = (text: string) =>
  /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
