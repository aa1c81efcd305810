// Laws of definitions in random worlds: a file that was dumped changes nothing where it comes from, makes an equal
// server of an empty one and of any other, and a plan says what its apply does (G-56).
import { isDeepStrictEqual } from 'node:util'
import {
  applyPreview,
  type Asked as Options,
  PlanRefused,
  previewOf,
} from '../../src/definitions/apply-reader.ts'
import { definitionsIn } from '../../src/definitions/definitions.ts'
import { dumpOf } from '../../src/definitions/dump.ts'
import { mistakeText } from '../../src/definitions/place.ts'
import { readPresent } from '../../src/definitions/present-reader.ts'
import { type Random, randomFrom } from '../support/chance.ts'
import { type Asked, serverOf } from './clients.ts'
import { changeAtRandom, people } from './worlds.ts'

export interface Compared {
  readonly compared: number
  /** Ways between two worlds that some rule forbids, such as a hidden attribute that would be shown. */
  readonly refused: number
  readonly problems: readonly string[]
}

/** Makes the users, who are the same in all worlds: files make none. */
export async function plantPeople(server: Asked): Promise<void> {
  for (const email of people) {
    const user = await server.api('POST', '/users', { first_name: email })
    await server.api('POST', `/users/${user.json.id}/credentials_email`, { email })
  }
}

const options: Options = {
  ...{ prunes: true, replacesHidden: false },
  secrets: () => ({ text: 'hidden' }),
}

/** Of built-in attributes, only what is said of them is put back. */
const emptyText = `
groups:
  - name: Everybody here
user_attributes:
  - { name: locale, type: string }
  - { name: number_format, type: string }
  - { name: landing_page, type: relative_url }
users:
${people.map((email) => `  - { email: ${email}, groups: [Everybody here], values: {} }`).join('\n')}
`

export async function definitionsDiffer(
  server: Asked,
  { worlds, seed }: { readonly worlds: number; readonly seed: number },
): Promise<Compared> {
  const problems: string[] = []
  let [compared, refused] = [0, 0]
  for (let at = 0; at < worlds && problems.length < 20; at++) {
    const found = await worldDiffers(server, randomFrom(seed + at))
    compared += found.compared
    refused += found.refused
    problems.push(...found.problems.map((problem) => `seed ${seed + at}: ${problem}`))
  }
  return { compared, refused, problems }
}

async function worldDiffers(server: Asked, random: Random): Promise<Compared> {
  const problems: string[] = []
  const check = (what: string, problem: string | undefined) => {
    if (problem !== undefined) problems.push(`${what}: ${problem}`)
  }
  check('emptying', await applied(server, emptyText))
  const empty = await dump(server)
  await changeAtRandom(server, random, 60)
  const [text, whole] = [await dump(server), await dump(server, true)]
  check('on itself', await changesNothing(server, text))
  check('emptying again', await applied(server, emptyText))
  const emptied = await dump(server)
  if (emptied !== empty) problems.push(`not empty again: ${empty} became ${emptied}`)
  check('on an empty server', await makesEqual(server, text, false))
  await changeAtRandom(server, random, 40)
  const other = await dump(server)
  const way = await makesEqual(server, whole, true)
  const isRefused = way?.startsWith(refusedWay) === true
  if (!isRefused) check('on another server', way)
  else if ((await dump(server)) !== other) problems.push('a refused plan has changed something')
  return { compared: isRefused ? 2 : 3, refused: isRefused ? 1 : 0, problems }
}

const refusedWay = 'refused: '

/** The text without the ids, which differ between servers. */
async function dump(server: Asked, isWhole = false): Promise<string> {
  const present = await readPresent(serverOf(server), { users: 'all' })
  return dumpOf(present, { isWhole }).replace(/ # id \d+$/gm, '')
}

async function changesNothing(server: Asked, text: string): Promise<string | undefined> {
  for (const prunes of [true, false]) {
    const { definitions, mistakes } = definitionsIn([{ file: 'dump.yaml', text }])
    if (mistakes.length > 0) return `${mistakes.map(mistakeText).join(' ')} in ${text}`
    const asked = { ...options, prunes }
    const { plan } = await previewOf(serverOf(server), definitions, asked)
    if (plan.operations.length > 0) return `${JSON.stringify(plan.operations)} for ${text}`
  }
  return undefined
}

async function makesEqual(
  server: Asked,
  text: string,
  isWhole: boolean,
): Promise<string | undefined> {
  const before = await dump(server, isWhole)
  const problem = await applied(server, text)
  if (problem !== undefined) return problem
  const after = await dump(server, isWhole)
  const [wanted, got] = [itemsOf(text), itemsOf(after)]
  const missing = [...wanted].filter((item) => !got.has(item)).join('\n')
  const surplus = [...got].filter((item) => !wanted.has(item)).join('\n')
  if (missing + surplus === '') return undefined
  return `from ${before} it lacks ${missing} and has ${surplus}`
}

/** Sections in the form of sets: things have the order of their ids, which are younger on the other server. */
const itemsOf = (text: string): Set<string> =>
  new Set(
    text
      .split(/^(?=\S| {2}- )/m)
      .map((item) =>
        item.trim().replace(/^( *groups: \[)(.*)\]$/m, (_, head, list) => head + sorted(list)),
      ),
  )

/** A group may have its times in braces. */
const sorted = (list: string): string =>
  list
    .split(/, (?![^{]*\})/)
    .sort()
    .join()

/** Applies a file; says what is wrong if the plan does not say what was done. */
async function applied(server: Asked, text: string): Promise<string | undefined> {
  const clients = serverOf(server)
  const { definitions, mistakes } = definitionsIn([{ file: 'file.yaml', text }])
  if (mistakes.length > 0) return `${mistakes.map(mistakeText).join(' ')} in ${text}`
  try {
    const preview = await previewOf(clients, definitions, options)
    if (preview.answer === undefined) return undefined
    const done = await applyPreview(clients, preview, { ...options, reason: 'a law' })
    const { effects, counts } = preview.answer
    if (!isDeepStrictEqual(effects, done.effects)) return 'other effects than the plan said'
    if (!isDeepStrictEqual(counts, done.counts)) return 'other counts than the plan said'
    if (counts.changed < counts.operations) {
      return `operations that change nothing: ${JSON.stringify(preview.plan.operations)}`
    }
    return undefined
  } catch (error) {
    if (!(error instanceof PlanRefused)) throw error
    const told = error.problems.map((it) => (typeof it === 'string' ? it : mistakeText(it)))
    return `${refusedWay}${told.join(' ')}`
  }
}
