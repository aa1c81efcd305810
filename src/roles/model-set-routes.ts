// Operations on model sets.
import { type Context, route } from '../context.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter } from '../http/query.ts'
import { listOf } from '../http/schema.ts'
import { roleViewer } from './access.ts'
import {
  allSets,
  createdSet,
  deletedSet,
  oneSet,
  searchSets,
  setSearchQuery,
  updatedSet,
} from './set-routes.ts'
import { ModelSet, type SetRow, showModelSet } from './shapes.ts'

const tag = 'Role'
const noun = 'model'

export const allModelSets = route({
  operation: 'all_model_sets',
  tag,
  method: 'GET',
  path: '/model_sets',
  summary: 'Get All Model Sets',
  query: { fields: fieldsParameter },
  reply: listOf(ModelSet),
  fails: [404, 429],

  async handle(context) {
    return (await allSets(context, noun)).map((row) => show(context, row))
  },
})

export const searchModelSets = route({
  operation: 'search_model_sets',
  tag,
  method: 'GET',
  path: '/model_sets/search',
  summary: 'Search Model Sets',
  query: setSearchQuery,
  reply: listOf(ModelSet),
  fails: [400, 404, 429],

  async handle(context) {
    const { rows, headers } = await searchSets(context, noun)
    return { answer: rows.map((row) => show(context, row)), headers }
  },
})

export const modelSet = route({
  operation: 'model_set',
  tag,
  method: 'GET',
  path: '/model_sets/{model_set_id}',
  summary: 'Get Model Set',
  query: { fields: fieldsParameter },
  reply: ModelSet,
  fails: [400, 404, 429],

  async handle(context) {
    return show(context, await oneSet(context, noun, context.params.model_set_id))
  },
})

export const createModelSet = route({
  operation: 'create_model_set',
  tag,
  method: 'POST',
  path: '/model_sets',
  summary: 'Create Model Set',
  description: 'Models are names only; any name is taken.',
  body: objectBody(ModelSet),
  reply: ModelSet,
  fails: [400, 404, 409, 422, 429],

  async handle(context) {
    const { name, models } = context.body
    return show(context, await createdSet(context, noun, { name, named: models }))
  },
})

export const updateModelSet = route({
  operation: 'update_model_set',
  tag,
  method: 'PATCH',
  path: '/model_sets/{model_set_id}',
  summary: 'Update Model Set',
  body: objectBody(ModelSet),
  reply: ModelSet,
  fails: [400, 403, 404, 405, 422, 429],

  async handle(context) {
    const { name, models } = context.body
    const id = context.params.model_set_id
    return show(context, await updatedSet(context, noun, id, { name, named: models }))
  },
})

export const deleteModelSet = route({
  operation: 'delete_model_set',
  tag,
  method: 'DELETE',
  path: '/model_sets/{model_set_id}',
  summary: 'Delete Model Set',
  reply: undefined,
  fails: [400, 404, 405, 429],

  handle: (context) => deletedSet(context, noun, context.params.model_set_id),
})

const show = (context: Context, row: SetRow) => showModelSet(roleViewer(context), row)
