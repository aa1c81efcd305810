// The pages of docs/reference, generated from the program itself.

import { attriumApi, demoRoutes } from '../../src/attrium-routes.ts'
import { fileSchema } from '../../src/definitions/json-schema.ts'
import { attriumTable, permissionTable } from '../../src/domain/permissions.ts'
import type { Row } from '../../src/domain/rule.ts'
import { webTable } from '../../src/domain/web-permissions.ts'
import { type AnyRoute, JsonText } from '../../src/http/route.ts'
import { routes } from '../../src/routes.ts'
import { settingList } from '../../src/setting-list.ts'
import { webRoutes } from '../../src/web-routes.ts'
import { cliJson } from './cli-json.ts'
import { cliPage } from './cli-page.ts'
import { manPage } from './man-page.ts'
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
    'The settings of `attrium serve`. A flag takes precedence over its environment variable, which takes precedence over the default.',
    '',
    ...table(['flag', 'environment', 'default', 'about'], rows),
  )
}

/** The words of the table, for readers who have not seen the code. */
const words: Record<string, string> = {
  anyone: 'anyone, without signing in',
  signed_in: 'everybody who has signed in',
  admin: 'admins',
  self: 'the user themselves',
  self_editor: 'the user themselves, if users may edit the attribute',
  viewer: 'everybody, if users may view the attribute',
}

const rowsOf = (permissions: Readonly<Record<string, Row>>): string[][] =>
  Object.entries(permissions)
    .filter(([operation]) => known.some((route) => route.operation === operation))
    .map(([operation, { who, otherwise }]) => [
      `\`${operation}\``,
      who.map((it) => words[it] ?? `\`${it}\``).join(', or '),
      toldTo(operation, who.includes('anyone'), who.includes('signed_in'), otherwise),
    ])

/** The routes of the Attrium API, with those of a demo. */
const attriumRoutes: readonly AnyRoute<never>[] = [...attriumApi.routes, ...demoRoutes]
const known: readonly AnyRoute<never>[] = [...routes, ...attriumRoutes, ...webRoutes]

export function permissionsPage(): string {
  const rows = rowsOf(permissionTable)
  return page(
    'Permissions',
    'The callers of each operation, and the answer for everybody else. Admins may call all operations;',
    'names in `code` are permissions of a role. Without a valid token the answer is 401,',
    'at `logout` 404.',
    'Some operations return only the objects that the caller may see.',
    '',
    ...table(['operation', 'who', 'otherwise'], rows),
    '',
    '## The Attrium API',
    '',
    'Only a demo has `reset`.',
    '',
    ...table(['operation', 'who', 'otherwise'], rowsOf(attriumTable)),
    '',
    '## Signing in with a browser',
    '',
    ...table(['operation', 'who', 'otherwise'], rowsOf(webTable)),
    '',
    '## What a membership carries',
    '',
    'A group has roles and values of attributes, and whoever is in it has them too.',
    '',
    '- **Roles.** Nobody puts people or groups where they gain a role that they could not be given by the same caller: 403.',
    '- **Values.** Who holds `manage_groups` decides who gets the values of groups, also of attributes that they may not set, and',
    '  also about themselves: as in Looker. With `--guard-group-values` the operations `add_group_user`, `delete_group_user`,',
    '  `add_group_group`, `delete_group_from_group` and `delete_group` are answered 403 where a group that is gained or lost has a',
    '  value which the caller may not set: [decision 53](../decisions/0053-what-a-membership-carries.md).',
  )
}

/** If everybody who is signed in may call, only strangers are refused. */
function toldTo(operation: string, open: boolean, toAll: boolean, otherwise: number): string {
  if (open) return ''
  const { strangers } = known.find((route) => route.operation === operation) ?? {}
  return toAll ? (strangers === 'not_found' ? '404' : '401') : String(otherwise)
}

const statusesOf = (route: AnyRoute<never>): string =>
  [...Object.keys(route.replies), ...route.fails].join(', ')

export function operationsPage(): string {
  return page(
    'Operations',
    `${routes.length} operations of API 4.0, below \`/api/4.0\` unless the path says otherwise. Each may`,
    'also answer 401 without a valid token, 413 to a body and 414 to an address that is too large, 415 to',
    'a compressed body and 503 while the store cannot write. `GET /alive`, `/livez`, `/readyz` and `/availability` are for health checks.',
    ...sectionsOf(routes, '##'),
    '',
    '## The Attrium API',
    '',
    'Operations that Looker does not have, below `/api/attrium/1.0`. Only a demo has `reset`.',
    ...sectionsOf(attriumRoutes, '###'),
    '',
    '## Signing in with a browser',
    '',
    'Below `/web`. Each may also answer 403 to what other pages send.',
    ...sectionsOf(webRoutes, '###'),
  )
}

function sectionsOf(routes: readonly AnyRoute<never>[], mark: string): string[] {
  const tags = [...new Set(routes.map(({ tag }) => tag))].sort()
  return tags.flatMap((tag) => [
    '',
    `${mark} ${tag}`,
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
}

const fromRoot = (path: string) => `(root)${path}`

/** The document that this operation answers. */
function documentOf(operation: string): string {
  const specification = known.find((route) => route.operation === operation)
  const server = { publicUrl: () => 'http://127.0.0.1:19999', isDemo: false }
  const params = { specification: 'openapi.json' }
  const answer: unknown = specification?.handle({ params, server } as never)
  const document: unknown = answer instanceof JsonText ? JSON.parse(String(answer.text)) : undefined
  return `${JSON.stringify(document, undefined, 2)}\n`
}

/** Each file of docs/reference with its expected contents. */
export const referenceFiles: Record<string, () => string> = {
  'cli.md': cliPage,
  'attrium.1': manPage,
  'cli-json.json': cliJson,
  'configuration.md': configurationPage,
  'permissions.md': permissionsPage,
  'operations.md': operationsPage,
  'definitions.schema.json': () => `${JSON.stringify(fileSchema(), undefined, 2)}\n`,
  'openapi.json': () => documentOf('api_spec'),
  'attrium-openapi.json': () => documentOf('attrium_api_spec'),
  'web-openapi.json': () => documentOf('web_api_spec'),
}

/** Files that are missing or outdated; `held` returns their present contents. */
export const staleFiles = (held: (name: string) => string | undefined): string[] =>
  Object.entries(referenceFiles)
    .filter(([name, make]) => held(name) !== make())
    .map(([name]) => name)
