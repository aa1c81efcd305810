// The pages of docs/reference, each made from what the program itself goes by.
import { permissionTable, type Row } from '../../src/access/permissions.ts'
import { type AnyRoute, JsonText } from '../../src/http/route.ts'
import { routes } from '../../src/routes.ts'
import { settingList } from '../../src/settings.ts'
import { cliPage } from './cli-page.ts'
import { page, table } from './markdown.ts'

export function configurationPage(): string {
  const rows = Object.values(settingList).map(({ flag, env, argument, fallback, about }) => [
    `\`${flag} ${argument}\``,
    `\`${env}\``,
    fallback === undefined ? '' : `\`${fallback}\``,
    about,
  ])
  return page(
    'Configuration',
    'Every setting of `attrium serve`: a flag beats its environment variable, which beats the default.',
    '',
    ...table(['flag', 'environment', 'default', 'about'], rows),
  )
}

/** How the table's words read to somebody who has not seen the code. */
const words: Record<string, string> = {
  anyone: 'anyone, without signing in',
  signed_in: 'everybody who has signed in',
  admin: 'admins',
  self: 'the user himself',
  self_editor: 'the user himself, where users may edit the attribute',
  viewer: 'everybody, where users may view the attribute',
}

export function permissionsPage(): string {
  const rows = Object.entries(permissionTable as Record<string, Row>)
    .filter(([operation]) => routes.some((route) => route.operation === operation))
    .map(([operation, { who, otherwise }]) => [
      `\`${operation}\``,
      who.map((it) => words[it] ?? `\`${it}\``).join(', or '),
      toldTo(operation, who.includes('anyone'), who.includes('signed_in'), otherwise),
    ])
  return page(
    'Permissions',
    'Who may call which operation, and what everybody else is answered. Admins may call all of them;',
    'names in `code` are permissions that a role holds. Without a living token the answer is 401,',
    'at `logout` 404.',
    'Some operations show each caller only what he may see.',
    '',
    ...table(['operation', 'who', 'otherwise'], rows),
  )
}

/** Where everybody who is signed in may, only strangers are refused. */
function toldTo(operation: string, open: boolean, toAll: boolean, otherwise: number): string {
  if (open) return ''
  const { strangers } = routes.find((route) => route.operation === operation) ?? {}
  return toAll ? (strangers === 'not_found' ? '404' : '401') : String(otherwise)
}

const statusesOf = (route: AnyRoute<never>): string =>
  [...Object.keys(route.replies), ...route.fails].join(', ')

export function operationsPage(): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))].sort()
  const sections = tags.flatMap((tag) => [
    '',
    `## ${tag}`,
    '',
    ...table(
      ['method', 'path', 'operation', 'statuses'],
      routes
        .filter((route) => route.tag === tag)
        .map((route) => [
          route.method,
          `\`${[route.path, ...(route.aliases ?? []).map(fromRoot)].join('`, `')}\``,
          `\`${route.operation}\``,
          statusesOf(route),
        ]),
    ),
  ])
  return page(
    'Operations',
    `${routes.length} operations of API 4.0, below \`/api/4.0\` unless the path says otherwise. Each may`,
    'also answer 401 without a living token, 413 to a body and 414 to an address that is too large, 415 to',
    'a compressed body and 503 while the store cannot write. `GET /alive`, `/livez`, `/readyz` and `/availability` are for health checks.',
    ...sections,
  )
}

const fromRoot = (path: string) => `(root)${path}`

export function openApiJson(): string {
  const specification = routes.find(({ operation }) => operation === 'api_spec')
  const server = { publicUrl: () => 'http://127.0.0.1:19999' }
  const params = { specification: 'openapi.json' }
  const answer: unknown = specification?.handle({ params, server } as never)
  const document: unknown = answer instanceof JsonText ? JSON.parse(String(answer.text)) : undefined
  return `${JSON.stringify(document, undefined, 2)}\n`
}

/** Each file of docs/reference with what it has to hold. */
export const referenceFiles: Record<string, () => string> = {
  'cli.md': cliPage,
  'configuration.md': configurationPage,
  'permissions.md': permissionsPage,
  'operations.md': operationsPage,
  'openapi.json': openApiJson,
}

/** Files that are missing or hold something else, given what they hold now. */
export const staleFiles = (held: (name: string) => string | undefined): string[] =>
  Object.entries(referenceFiles)
    .filter(([name, make]) => held(name) !== make())
    .map(([name]) => name)
