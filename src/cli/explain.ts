// `attrium explain`: why a user has a value, would have one, or had one.
import { CallRefused } from '../client/answers.ts'
import { jsonText } from '../client/client.ts'
import { CannotRun } from '../errors.ts'
import type { Invocation } from './client-command.ts'
import { type Connection, connect } from './connection/connect.ts'
import type { Io } from './io.ts'
import { momentIn } from './moment.ts'
import { drawExplanation, type Explanation } from './screen/chain.ts'
import { type FormatFlags, formatOf, printJson, printLines } from './screen/output.ts'
import { paintOf } from './screen/paint.ts'
import { triedChange } from './what-if.ts'

interface ExplainFlags extends FormatFlags {
  readonly asOf?: string
  readonly if?: readonly string[]
  readonly watch?: boolean
}

interface Explained {
  readonly before?: readonly Explanation[]
  readonly now: readonly Explanation[]
}

export async function explainCommand({
  args,
  flags,
  io,
}: Invocation<ExplainFlags>): Promise<number> {
  const [user = '', ...attributes] = args
  const { if: tried, watch } = flags
  const asOf = momentIn('--as-of', flags.asOf, io.now())
  if (asOf !== undefined && tried !== undefined) {
    throw new CannotRun('Give only one of --as-of and --if: changes are tried on the present.')
  }
  if (asOf !== undefined && watch)
    throw new CannotRun('--watch is about the present; leave out --as-of.')
  const connection = await connect(flags, io)
  const ask = () =>
    (tried === undefined
      ? explained(connection, user, attributes, asOf)
      : explainedIf(connection, user, attributes, tried)
    ).catch((error) => {
      throw withNames(error, attributes)
    })
  const print = (told: Explained) => {
    if (formatOf(flags) === 'json')
      return printJson(io, told.before === undefined ? told.now : told)
    return printLines(io, drawn(told, user, io))
  }
  if (watch) return watching(io, ask, print)
  print(await ask())
  return 0
}

async function explained(
  { attrium }: Connection,
  user: string,
  attributes: readonly string[],
  as_of: string | undefined,
): Promise<Explained> {
  const { body } = await attrium('GET /users/{user}/explanations', {
    path: { user },
    query: { attributes: [...attributes], ...(as_of !== undefined && { as_of }) },
  })
  return { now: inOrder(body, attributes) }
}

async function explainedIf(
  { attrium }: Connection,
  user: string,
  attributes: readonly string[],
  tried: readonly string[],
): Promise<Explained> {
  const changes = tried.map((text) => triedChange(text, user))
  const { body } = await attrium('POST /users/{user}/explanations', {
    path: { user },
    text: jsonText({ attributes, changes }),
  })
  return { before: inOrder(body.before, attributes), now: inOrder(body.after, attributes) }
}

/** Attributes that are not there are named as the command names them. */
function withNames(error: unknown, attributes: readonly string[]): unknown {
  if (!(error instanceof CallRefused)) return error
  const named = (text: string) =>
    text.replace(/\battributes\[(\d+)\]/g, (place, at) => attributes[Number(at)] ?? place)
  const problems = error.problems.map(({ field, message }) => ({
    ...{ field: named(field), message: named(message) },
  }))
  return new CallRefused(error.status, named(error.summary), problems)
}

/** In the order in which they were asked for. */
const inOrder = (all: readonly Explanation[], names: readonly string[]): Explanation[] => {
  const place = ({ name, user_attribute_id }: Explanation) =>
    names.findIndex((it) => it === name || it === user_attribute_id)
  return [...all].sort((one, other) => place(one) - place(other))
}

function drawn({ before, now }: Explained, user: string, io: Io): string[] {
  const drawing = { width: io.out.columns, paint: paintOf(io.out), user }
  return now.flatMap((explanation, at) => [
    ...(at === 0 ? [] : ['']),
    ...drawExplanation(explanation, {
      ...drawing,
      before: before?.find(({ name }) => name === explanation.name),
    }),
  ])
}

const watchMilliseconds = 2000

/** Prints what is new, until it is stopped. */
async function watching(
  io: Io,
  ask: () => Promise<Explained>,
  print: (told: Explained) => void,
): Promise<number> {
  const { setTimeout } = await import('node:timers/promises')
  for (let last = ''; !io.signal.aborted; ) {
    const told = await ask()
    const text = JSON.stringify(told)
    if (text !== last) {
      if (io.out.isTerminal) io.out.write('\u001b[H\u001b[2J')
      print(told)
    }
    last = text
    await setTimeout(watchMilliseconds, undefined, { signal: io.signal }).catch(() => undefined)
  }
  return 0
}
