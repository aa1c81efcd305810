// Sends an answer: its status, its headers, and its body in the shape of its route.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { limits } from '../limits.ts'
import { asError } from './answer-error.ts'
import { parseFields, selectFields } from './fields.ts'
import { eachPart, listOfParts, SpooledAnswer } from './json-list.ts'
import { JsonText, Page, type Status, type WithHeaders } from './route.ts'

export interface Answered {
  readonly result: unknown
  readonly fields: string | undefined
}

/** The long answer that what a handler returned consists of. */
export function spooledIn(result: unknown): SpooledAnswer | undefined {
  const answer = hasHeaders(result) ? result.answer : result
  return answer instanceof SpooledAnswer ? answer : undefined
}

/** Sends an answer, or the error if that fails: nobody waits for a later delivery, so nobody else would notice. */
export function sendOrFail(reply: FastifyReply, declared: Declared, answered: Answered): void {
  try {
    send(reply, declared, answered)
  } catch (error) {
    reply.send(asError(error))
  }
}

/** The answers of a route: the default status, and whether an answer has a body. */
export interface Declared {
  readonly contentType: string
  readonly first: Status
  readonly bodied: (status: Status) => boolean
}

function send(reply: FastifyReply, declared: Declared, { result, fields }: Answered): void {
  const {
    answer,
    headers,
    status = declared.first,
  } = hasHeaders(result) ? result : { answer: result, headers: undefined }
  if (headers !== undefined) reply.headers(headers)
  if (status !== 200) reply.code(status)
  if (!declared.bodied(status)) {
    reply.send()
    return
  }
  const selection = fields === undefined ? undefined : parseFields(fields)
  reply.header('content-type', declared.contentType)
  if (answer instanceof JsonText || answer instanceof Page)
    reply.serializer(asItIs).send(answer.text)
  else if (answer instanceof SpooledAnswer) {
    reply.header('content-length', answer.bytes).send(answer.read())
  } else if (status === 200 && Array.isArray(answer) && answer.length > limits.listed_in_a_part) {
    reply.send(listOfParts(eachPart(answer, (part) => listText(part, reply.request, reply))))
  } else reply.send(selection === undefined ? answer : selectFields(answer, selection))
}

/** The JSON of a list in the shape of the route, with the keys that `fields` names. */
export function listText(
  items: readonly unknown[],
  { query }: FastifyRequest,
  reply: FastifyReply,
) {
  const selection = parseFields((query as { fields?: string }).fields ?? '')
  const wanted = selection === undefined ? items : selectFields(items, selection)
  const serialize = reply.getSerializationFunction('200') ?? JSON.stringify
  return serialize(wanted as never)
}

const asItIs = (text: unknown) => text as string

function hasHeaders(result: unknown): result is WithHeaders<unknown, Status> {
  return typeof result === 'object' && result !== null && 'answer' in result && 'headers' in result
}
