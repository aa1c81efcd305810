// Operations on model sets.
import { permissionTable } from '../domain/permissions.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { roleViewer } from './access.ts'
import {
  allSets,
  commitNewSet,
  commitSetChange,
  commitSetDeletion,
  namedParameter,
  oneSet,
  searchSets,
  setSearchQuery,
} from './set-routes.ts'
import { ModelSet, type SetRow, showModelSet } from './shapes.ts'

const tag = 'Role'
const noun = 'model'

export const allModelSets = route({
  operation: 'all_model_sets',
  access: permissionTable.all_model_sets,
  tag,
  method: 'GET',
  path: '/model_sets',
  summary: 'List model sets',
  description:
    'Returns every model set. Attrium stores the names of models and nothing else about ' + 'them.',
  query: { fields: fieldsParameter },
  replies: { 200: listOf(ModelSet) },
  fails: [404, 429],

  async handle(context) {
    return (await allSets(context, noun)).map((row) => show(context, row))
  },
})

export const searchModelSets = route({
  operation: 'search_model_sets',
  access: permissionTable.search_model_sets,
  tag,
  method: 'GET',
  path: '/model_sets/search',
  summary: 'Search model sets',
  description: 'Returns the sets that match all terms, or any of them with `filter_or`.',
  query: { ...setSearchQuery, models: namedParameter(noun) },
  refusesUnknown: true,
  replies: { 200: listOf(ModelSet) },
  fails: [400, 404, 429],

  async handle(context) {
    const { rows, headers } = await searchSets(context, noun, context.query.models)
    return { answer: rows.map((row) => show(context, row)), headers }
  },
})

export const modelSet = route({
  operation: 'model_set',
  access: permissionTable.model_set,
  tag,
  method: 'GET',
  path: '/model_sets/{model_set_id}',
  summary: 'Get a model set',
  description: 'Returns one model set.',
  query: { fields: fieldsParameter },
  replies: { 200: ModelSet },
  fails: [400, 404, 429],

  async handle(context) {
    return show(context, await oneSet(context, noun, context.params.model_set_id))
  },
})

export const createModelSet = route({
  operation: 'create_model_set',
  access: permissionTable.create_model_set,
  tag,
  method: 'POST',
  path: '/model_sets',
  summary: 'Create a model set',
  description: 'Creates a named list of models. Attrium knows no models, so it accepts any name.',
  example: { body: { name: 'Sales', models: ['orders', 'returns'] } },
  body: objectBody(ModelSet),
  replies: { 200: ModelSet },
  fails: [400, 404, 409, 422, 429],

  async handle(context) {
    const { name, models } = context.body
    return show(context, await commitNewSet(context, noun, { name, named: models }))
  },
})

export const updateModelSet = route({
  operation: 'update_model_set',
  access: permissionTable.update_model_set,
  tag,
  method: 'PATCH',
  path: '/model_sets/{model_set_id}',
  summary: 'Change a model set',
  description:
    'Changes the name or replaces the list. The set All cannot be changed (405). The example ' +
    'changes the set that the example of `create_model_set` creates.',
  example: { path: { model_set_id: '2' }, body: { models: ['orders'] } },
  body: objectBody(ModelSet),
  replies: { 200: ModelSet },
  fails: [400, 403, 404, 405, 422, 429],

  async handle(context) {
    const { name, models } = context.body
    const id = context.params.model_set_id
    return show(context, await commitSetChange(context, noun, id, { name, named: models }))
  },
})

export const deleteModelSet = route({
  operation: 'delete_model_set',
  access: permissionTable.delete_model_set,
  tag,
  method: 'DELETE',
  path: '/model_sets/{model_set_id}',
  summary: 'Delete a model set',
  description:
    'Deletes the set, unless a role uses it (405). The example deletes the set that the ' +
    'example of `create_model_set` creates.',
  example: { path: { model_set_id: '2' } },
  replies: { 204: emptyText },
  fails: [400, 404, 405, 429],

  handle: (context) => commitSetDeletion(context, noun, context.params.model_set_id),
})

const show = (context: Context, row: SetRow) => showModelSet(roleViewer(context), row)
