// Each status of a route has its own shape, or no body at all.
import { expect, it } from 'vitest'
import { appOf } from '../../test/support/app-of.ts'
import type { Log } from '../log.ts'
import { nothing } from './route.ts'
import { shape, text } from './schema.ts'

const Thing = shape('Thing', 'A thing.', { id: text('Its id.') })
const Told = shape('Told', 'What became of it.', { outcome: text('In a word.') })
const replies = { 200: Thing, 201: Told, 304: nothing, 303: nothing }
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

async function answered(answer: unknown) {
  const app = appOf({ replies, handle: () => answer }, silent)
  const { statusCode, payload, headers } = await app.inject({ url: '/api/4.0/thing' })
  return [statusCode, payload, headers['location']]
}

it('an answer that names no status has the first, and its shape drops the rest', async () => {
  expect(await answered({ id: '1', outcome: 'x' })).toEqual([200, '{"id":"1"}', undefined])
})

it('an answer that names a status has its shape', async () => {
  const answer = { answer: { id: '1', outcome: 'made' }, headers: {}, status: 201 }
  expect(await answered(answer)).toEqual([201, '{"outcome":"made"}', undefined])
})

it('a redirect and a 304 have headers and no body', async () => {
  const headers = { location: '/there' }
  const elsewhere = { answer: undefined, headers, status: 303 }
  expect(await answered(elsewhere)).toEqual([303, '', '/there'])
  const same = { answer: undefined, headers: {}, status: 304 }
  expect(await answered(same)).toEqual([304, '', undefined])
})
