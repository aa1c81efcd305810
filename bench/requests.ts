// The requests of the benchmark: complete requests as bytes, in which only a few digits change.
import type { ValueType } from '../src/domain/value-type.ts'

/** Ids of users have seven digits, so that one id can replace another in place. */
export const firstUserId = 1_000_001
export const attributeCount = 30
const numberDigits = 7

/** A value of a type consists of these two texts and a number of seven digits between them. */
export interface Sample {
  readonly type: ValueType
  readonly before: string
  readonly after: string
}

/** The types of the thirty attributes, in turn. */
export const samples: readonly Sample[] = [
  { type: 'string', before: 'region ', after: ' north' },
  { type: 'number', before: '', after: '' },
  { type: 'datetime', before: '2024-01-15 10:30:00.', after: '' },
  { type: 'zipcode', before: '', after: '' },
  { type: 'relative_url', before: '/dashboards/', after: '' },
  { type: 'advanced_filter_string', before: 'brand ', after: ',-other%' },
  { type: 'advanced_filter_number', before: '>', after: '' },
]

export const sampleOf = (attribute: number): Sample =>
  samples[attribute % samples.length] ?? { type: 'string', before: '', after: '' }

/** Returns the bytes of the next request; the following call overwrites them. */
export type NextRequest = () => Buffer

export interface Asked {
  readonly token: string
  readonly users: number
  /** Ids of the attributes, as many as there are samples to set. */
  readonly attributeIds: readonly number[]
}

/** `set_user_attribute_user_value`, with another user, attribute and value each time. */
export function patches({ token, users, attributeIds }: Asked): NextRequest {
  const templates = attributeIds.map((id, attribute) => {
    const { before, after } = sampleOf(attribute)
    const body = JSON.stringify({ value: `${before}${'#'.repeat(numberDigits)}${after}` })
    const path = `/api/4.0/users/@@@@@@@/attribute_values/${id}`
    return template(
      `PATCH ${path} HTTP/1.1\r\n${headers(token)}content-type: application/json\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`,
    )
  })
  const random = randomNumbers()
  return () => {
    const { bytes, userAt, valueAt } = pick(templates, random())
    writeDigits(bytes, userAt, firstUserId + (random() % users))
    // A number in a filter expression has no leading zeros.
    writeDigits(bytes, valueAt, 1_000_000 + (random() % 9_000_000))
    return bytes
  }
}

/** `user_attribute_user_values`, with another user each time. */
export function gets({ token, users }: Asked): NextRequest {
  const { bytes, userAt } = template(
    `GET /api/4.0/users/@@@@@@@/attribute_values HTTP/1.1\r\n${headers(token)}\r\n`,
  )
  const random = randomNumbers()
  return () => {
    writeDigits(bytes, userAt, firstUserId + (random() % users))
    return bytes
  }
}

const headers = (token: string) =>
  `host: 127.0.0.1\r\nauthorization: token ${token}\r\naccept: application/json\r\n`

interface Template {
  readonly bytes: Buffer
  readonly userAt: number
  readonly valueAt: number
}

function template(text: string): Template {
  return { bytes: Buffer.from(text), userAt: text.indexOf('@@'), valueAt: text.indexOf('##') }
}

function pick(templates: readonly Template[], number: number): Template {
  const picked = templates[number % templates.length]
  if (picked === undefined) throw new Error('no attributes to ask about')
  return picked
}

function writeDigits(bytes: Buffer, at: number, number: number): void {
  let left = number
  for (let place = numberDigits - 1; place >= 0; place--) {
    bytes[at + place] = 48 + (left % 10)
    left = Math.floor(left / 10)
  }
}

/** Marsaglia's xorshift: the same sequence in every run, cheap, and uniform enough to pick rows. */
export function randomNumbers(seed = 2_463_534_242): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}
