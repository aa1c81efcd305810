// Operations on the providers with which people sign in, as administrators set them (decision 77).
import type { Catalogue } from '../domain/catalogue.ts'
import { attriumTable } from '../domain/permissions.ts'
import { found, type Problem, Refusal, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { etagOf, isHeld } from '../http/etag.ts'
import { emptyText } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import { limits } from '../limits.ts'
import type { KnownProvider } from '../providers/providers.ts'
import {
  objectIn,
  type ProviderDefinition,
  type StoredProvider,
  settingsOf,
  settingsText,
} from '../providers/stored-provider.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { neverSent, SignInProvider, showProvider } from './definition-shapes.ts'
import {
  addProvider,
  peopleOfIssuer,
  putProvider,
  removeProvider,
  storedProviders,
} from './definition-sql.ts'
import { readSettings } from './settings-sent.ts'

const tag = 'Sign-in'
const all = '/sign_in_providers'
const path = `${all}/{provider}` as const
const names = ['provider'] as const
const exampleBody = {
  id: 'acme',
  name: 'Acme',
  issuer: 'https://login.acme.example',
  client_id: 'attrium',
  client_secret_env: 'ATTRIUM_SSO_ACME_SECRET',
  attributes: { region: 'region' },
  enabled: false,
}

export const allSignInProviders = route({
  operation: 'all_sign_in_providers',
  access: attriumTable.all_sign_in_providers,
  tag,
  method: 'GET',
  path: all,
  summary: 'List sign-in providers',
  description:
    'Returns the providers of the file of `--single-sign-on`, in its order, then those that are set here, by their ' +
    'ids. None is asked anything, and no secret is part of it.',
  replies: { 200: listOf(SignInProvider) },
  fails: [400, 404, 429],

  async handle(context) {
    const { catalogue, rows } = await context.load(storedProviders)
    const known = context.server.providers.all(rows[0])
    const people = await peopleOf(context, known)
    return known.map((it, at) => shown(context, catalogue, it, people[at] ?? 0))
  },
})

export const signInProvider = route({
  operation: 'sign_in_provider',
  access: attriumTable.sign_in_provider,
  tag,
  method: 'GET',
  path,
  names,
  summary: 'Get a sign-in provider',
  description:
    'Returns one provider. If the file and the database have one with this id, it is that of the database, which is ' +
    'not used. The `ETag` of one that is set here is its version, for `If-Match`.',
  replies: { 200: SignInProvider },
  fails: [400, 404, 429],

  async handle(context) {
    const { catalogue, known } = await providerOf(context)
    const [people = 0] = await peopleOf(context, [known])
    const headers = known.row === undefined ? {} : { etag: versionOf(known.row) }
    return { answer: shown(context, catalogue, known, people), headers }
  },
})

export const createSignInProvider = route({
  operation: 'create_sign_in_provider',
  access: attriumTable.create_sign_in_provider,
  tag,
  method: 'POST',
  path: all,
  summary: 'Set up a sign-in provider',
  description:
    'Lets people sign in with a provider, on all nodes at once. The secret of the client is not sent: an environment ' +
    'variable of the server has it, and `client_secret_env` names it. Returns 409 if the id is taken, also by the ' +
    'file. Nothing is asked of the provider; `try_provider` of the web tells whether it answers.',
  example: { body: exampleBody },
  body: objectBody(SignInProvider, { refused: neverSent }),
  replies: { 200: SignInProvider },
  fails: [400, 404, 409, 422, 429],

  async handle(context) {
    const { catalogue, rows } = await context.load(storedProviders)
    const { body, server } = context
    const known = server.providers.all(rows[0])
    if (known.some(({ provider }) => provider.id === body.id)) {
      throw new Refusal('taken', { message: taken })
    }
    const { enabled = true, ...given } = body
    const definition = readSettings(server.providers, given)
    refuseIf([
      ...otherProblems(definition, known),
      ...(rows[0].length < limits.providers ? [] : [full]),
    ])
    const row = rowOf(definition, enabled)
    const people = await peopleOf(context, [definition])
    await context.commit({
      touches: 'catalogue',
      statements: [addProvider(row)],
      audit: { details: told(row) },
    })
    return { answer: shownRow(context, catalogue, row, people), headers: { etag: versionOf(row) } }
  },
})

export const updateSignInProvider = route({
  operation: 'update_sign_in_provider',
  access: attriumTable.update_sign_in_provider,
  tag,
  method: 'PATCH',
  path,
  names,
  summary: 'Change a sign-in provider',
  description:
    'Changes the fields that are sent, on all nodes at once; a map is replaced as a whole. Sign-ins that are under ' +
    'way with another issuer or client id have to begin again. What earlier sign-ins gave stays until the next one. ' +
    'Returns 409 for a provider of the file. With `If-Match` and the `ETag` that you have read, the answer is 412 if ' +
    'somebody has changed it since.',
  example: { path: { provider: 'acme' }, body: { enabled: true } },
  hasVersions: true,
  body: objectBody(SignInProvider, { refused: neverSent }),
  replies: { 200: SignInProvider },
  fails: [400, 404, 409, 422, 429],

  async handle(context) {
    const { catalogue, known, others } = await providerOf(context)
    const before = ownRow(context, known)
    const { enabled = before.enabled, ...sent } = context.body
    refuseIf(sent.id !== undefined && sent.id !== before.id ? [fixed] : [])
    const definition = readSettings(context.server.providers, {
      ...settingsOf(known),
      ...sent,
      id: before.id,
    })
    refuseIf(otherProblems(definition, others))
    const row = rowOf(definition, enabled)
    const people = await peopleOf(context, [definition])
    await context.commit({
      touches: 'catalogue',
      statements: [putProvider(row)],
      audit: { details: { ...told(row), from: told(before) } },
    })
    return { answer: shownRow(context, catalogue, row, people), headers: { etag: versionOf(row) } }
  },
})

export const deleteSignInProvider = route({
  operation: 'delete_sign_in_provider',
  access: attriumTable.delete_sign_in_provider,
  tag,
  method: 'DELETE',
  path,
  names,
  summary: 'Delete a sign-in provider',
  description:
    'Nobody signs in with it from then on. People, their sessions and passwords stay, and so do the values and ' +
    'memberships that it gave, until each person signs in with another provider. Returns 409 for a provider of the ' +
    'file. `If-Match` works as for a change.',
  hasVersions: true,
  replies: { 204: emptyText },
  fails: [400, 404, 409, 429],

  async handle(context) {
    const { known } = await providerOf(context)
    const row = ownRow(context, known)
    const { provider, ...from } = told(row)
    await context.commit({
      touches: 'catalogue',
      statements: [removeProvider({ id: row.id })],
      audit: { details: { provider, name: from['name'], from } },
    })
    return undefined
  },
})

type Named = Context & { readonly params: { readonly provider: string } }

/** The provider of the path, and all others. */
async function providerOf(context: Named) {
  const { catalogue, rows } = await context.load(storedProviders)
  const all = context.server.providers.all(rows[0])
  const named = all.filter(({ provider }) => provider.id === context.params.provider)
  const known = found(named.at(-1))
  return { catalogue, known, others: all.filter((it) => it !== known && !named.includes(it)) }
}

/** Throws 409 for one of the file, and 412 for another version than the caller has read. */
function ownRow({ request }: Context, { row }: KnownProvider): StoredProvider {
  if (row === undefined) throw new Refusal('taken', { message: ofFile })
  // guard single-sign-on-39: becomes false
  if (request.expected !== undefined && !isHeld(request.expected, versionOf(row))) {
    throw new Refusal('outdated', { message: outdated })
  }
  return row
}

const versionOf = ({ id, enabled, settings }: StoredProvider) =>
  etagOf(JSON.stringify([id, enabled, settings]))

async function peopleOf(
  context: Context,
  some: readonly Pick<ProviderDefinition, 'provider'>[],
): Promise<number[]> {
  const { rows } = await context.load(...some.map(({ provider }) => peopleOfIssuer(provider)))
  return some.map((_, at) => Number(rows[at]?.[0]?.people ?? 0))
}

/** As it is while the catalogue is this one. */
const shown = ({ server }: Context, catalogue: Catalogue, known: KnownProvider, people: number) =>
  showProvider(known, { publicUrl: server.publicUrl(), people, catalogue })

/** As it is once the row is stored. */
function shownRow(
  context: Context,
  catalogue: Catalogue,
  row: StoredProvider,
  [people = 0]: readonly number[],
) {
  const known = context.server.providers.all([row]).at(-1)
  return shown(context, catalogue, found(known), people)
}

const rowOf = (definition: ProviderDefinition, enabled: boolean): StoredProvider => ({
  id: definition.provider.id,
  enabled,
  settings: settingsText(settingsOf(definition)),
})

/** The provider as the audit tells it: what it does not have is null. */
function told({ id, enabled, settings }: StoredProvider): Record<string, unknown> {
  const none = { client_secret_env: null, groups_claim: null }
  return { provider: id, enabled, ...none, ...objectIn(settings) }
}

const otherProblems = (
  { provider }: ProviderDefinition,
  others: readonly KnownProvider[],
): Problem[] => (others.some((it) => it.provider.name === provider.name) ? [nameTaken] : [])

const nameTaken: Problem = {
  ...{ field: 'name', code: 'already_exists' },
  message: 'name is that of another provider, too.',
}
const full: Problem = {
  ...{ field: 'id', code: 'invalid' },
  message: `id cannot be set up: there are ${limits.providers} providers; delete one that is not used.`,
}
const fixed: Problem = {
  ...{ field: 'id', code: 'invalid' },
  message: 'id cannot be changed; set up another provider, and delete this one.',
}
const taken =
  'Resource Already Exists: id is that of another provider; change that one, or choose another id.'
const ofFile =
  'The file of --single-sign-on sets this provider; change it there, on every node, and start them again.'
const outdated =
  'The provider is not as you have read it, so nothing was changed. Read it again, and send the ETag of that answer as If-Match.'
