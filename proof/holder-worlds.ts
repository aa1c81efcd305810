// G-40: who has which value is the filter over the values of all users, on nodes that are asked in turn.
import { compareWho } from '../test/holders/who-law.ts'
import type { Answer, Api, TestServer } from '../test/support/server.ts'
import { keyIn } from '../test/support/server.ts'
import { sure } from './asking.ts'
import type { Figure, Outcome } from './figure.ts'
import { countOn, type Nodes, type Setup, type WrapDb, withNodes } from './nodes.ts'

/** Users; each is a world, because their values depend on no other user. */
const full = 100_000
const people = 200
const oneIn = 4

export const holderWorlds = (setup: Setup): Figure => ({
  id: 'G-40',
  about: 'who has what is the filter over the values of all users; counts and exports agree',
  run: (run) => compareHolders(setup, run.seed, countOn(setup, run, full)),
})

export async function compareHolders(
  setup: Setup,
  seed: number,
  users: number,
  wrapDb?: WrapDb,
): Promise<Outcome> {
  const worlds = Math.ceil(users / people)
  return withNodes(setup, wrapDb, async (nodes) => {
    const size = { worlds, people, oneIn }
    const { questions, problems } = await compareWho(await inTurn(nodes), size, seed)
    const where = { engine: setup.engine, nodes: setup.nodes }
    return {
      counts: { ...where, worlds: worlds * people, questions, differences: problems.length },
      problems,
    }
  })
}

/** Asks the nodes in turn, as the administrator. */
export async function inTurn(nodes: Nodes): Promise<Pick<TestServer, 'api' | 'running'>> {
  const [first] = nodes.all
  if (first === undefined) throw new Error('there is no node')
  const { running } = first
  const key = new URLSearchParams({ ...keyIn(running.lookerIni) }).toString()
  const { json } = await sure(first.ask('POST', '/login', key))
  const headers = { authorization: `token ${json.access_token}` }
  const api: Api = async (method, path, body, { base = '/api/4.0' } = {}): Promise<Answer> => {
    const answer = await nodes.next().running.app.inject({
      method: method as 'GET',
      url: base + path,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    const { statusCode: status, payload: text } = answer
    const isJson = String(answer.headers['content-type']).startsWith('application/json')
    const read = isJson && text !== '' ? JSON.parse(text) : undefined
    return { status, headers: answer.headers as Answer['headers'], text, json: read }
  }
  return { api, running }
}
