// The lines for people who have just started a server: where everything is, what it holds, and a command to paste.
import type { Running } from '../serve.ts'
import { counts, firstAttribute, firstUsers } from '../start/glance-sql.ts'

/** `also` are lines of the command itself: a label and what belongs to it. */
export async function introduction(
  running: Running,
  also: readonly (readonly [string, string])[],
): Promise<string[]> {
  const { url, lookerIni, server, signInTrouble } = running
  const [[held], users, [attribute]] = await server.db.read(counts, firstUsers, firstAttribute)
  const user = users.at(-1)
  if (held === undefined || user === undefined || attribute === undefined) return []
  // What people have chosen may say something to a terminal.
  const name = `${user.first_name} ${user.last_name}`.replace(/\p{C}/gu, '').trim()
  const table = [
    ['API', `${url}/api/4.0`],
    ['API docs', `${url}/api-docs`],
    ['Key file', signInTrouble ?? lookerIni],
    ...also,
    ['Holds', Object.entries(held).map(counted).join(', ')],
    ['', `user ${user.id} is ${name}; user attribute ${attribute.id} is ${attribute.name}`],
  ] as const
  const line = ([label, text]: readonly [string, string]) => `  ${label.padEnd(12)}${text}`
  // A command that signs nobody in is none to try.
  if (signInTrouble !== undefined) return [...table.map(line), '']
  return [
    ...table.map(line),
    line(['Try', 'where the value of that attribute comes from for that user:']),
    '',
    ...searchPathCommand(running, user.id, attribute.id),
    '',
  ]
}

/** `user_attributes` and 1 are `1 user attribute`. */
function counted([table, rows]: [string, number | null]): string {
  const things = table.replace('_', ' ')
  return `${rows} ${rows === 1 ? things.slice(0, -1) : things}`
}

/**
 * Asks for a user's search path as one command of shell: signs in with looker.ini and hands the token on, so that
 * neither the secret nor the token is on the screen or in the list of processes.
 */
export function searchPathCommand(
  { url, lookerIni, certificatePin }: Pick<Running, 'url' | 'lookerIni' | 'certificatePin'>,
  user_id: string,
  user_attribute_id: string,
): string[] {
  // The server is known by its own key, whoever has signed its certificate and for which name.
  const curl = (flags: string, path: string): string[] =>
    certificatePin === undefined
      ? [`  curl -${flags} ${url}/api/4.0${path}`]
      : [
          `  curl -k${flags} \\`,
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

/** A word of shell. */
const quoted = (text: string) =>
  /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
