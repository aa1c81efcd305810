// Bodies that every operation must refuse: malformed, hostile, or of the wrong type.
import { gzipSync } from 'node:zlib'
import type { Random } from '../../support/random.ts'

/** Part of every hostile text; no answer may contain it. */
export const canary = 'canary7c1e'

/** The part of JSON Schema that the routes use. */
export interface Schema {
  readonly type: string
  readonly properties?: Record<string, Schema>
  readonly items?: Schema
  readonly readOnly?: boolean
  readonly anyScalar?: boolean
}

const hostile = `"${canary}\\u0000"`
const halves = `"${canary}\\ud800"`

/** One writable field of the wrong type; for lists, one item of the wrong kind. */
export function misfitting(random: Random, schema: Schema): string | undefined {
  if (schema.type === 'array') {
    const item = random.pick(['[]', 'true', '[[1]]', '1.5', '[{}]'])
    return random.pick([
      `[${item}]`,
      '{}',
      '{"0":{}}',
      '"list"',
      '1',
      `[${'{},'.repeat(10_001)}{}]`,
    ])
  }
  const fields = Object.entries(schema.properties ?? {}).filter(([, field]) => !field.readOnly)
  if (fields.length === 0) return undefined
  const [name, field] = random.pick(fields)
  const value = random.pick(misfits(field))
  const others = random.pick(['', `"${canary}":1,`, '"id":{},', `${JSON.stringify(name)}:null,`])
  return `{${others}${JSON.stringify(name)}:${value}}`
}

function misfits({ type, anyScalar }: Schema): string[] {
  if (anyScalar) return ['{}', '[]', '[null]', hostile, halves, '{"a":1}', '[1]']
  const long = `"${canary}${'x'.repeat(70_000)}"`
  switch (type) {
    case 'string':
      return ['{}', '[]', 'true', '1.5', hostile, halves, long, `{"a":"${canary}"}`]
    case 'boolean':
      return ['"yes"', '1', '0', '{}', '[]', '"on"', `"${canary}"`]
    case 'integer':
      return ['1.5', '"x"', '{}', '[]', '1e400', '9223372036854775808', 'true', `"${canary}"`]
    case 'array':
      return ['{}', '"x"', '5', '[{}]', '[null]', '[1.5]', `[${hostile}]`]
    default:
      return ['[]', '5', '"x"', '{"a":{}}', `{"a":${hostile}}`, '{"a":1}']
  }
}

type BodyMaker = (random: Random) => string | Uint8Array

const polluting = ['__proto__', 'constructor', 'prototype', '\\u005f_proto__', 'c\\u006fnstructor']

/** Bodies that no operation can read. */
export const brokenJson: BodyMaker[] = [
  (random) => nested(random, '[', ']', 10 ** (2 + random.below(4))),
  (random) => nested(random, '{"a":', '}', 10 ** (2 + random.below(4))),
  (random) => '['.repeat(10 ** (1 + random.below(5))),
  (random) => polluted(random),
  () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  () => Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d]),
  () => Buffer.from(`\ufeff{"value":"${canary}"}`, 'utf16le'),
  () => `\ufeff\ufeff"${canary}"`,
  () => gzipSync(`{"value":"${canary}"}`),
  () => `{"value":"${canary}`,
  () => `{"value":"${canary}","value":`,
  () => `{"value":"${canary}",}`,
  () => `{'value':'${canary}'}`,
  () => `{"value":"a\u0001b${canary}"}`,
  () => `{"value":NaN,"${canary}":Infinity}`,
  () => `"${canary}"`,
  () => 'true',
  () => '12345678901234567890',
  () => `<xml>${canary}</xml>`,
  () => `value=${canary}&name=x`,
  () => '\0',
  () => '{"a":1}{"a":2}',
  () => '// comment\n{}',
  () => `{"a":"${'x'.repeat(1024 * 1024)}"}`,
  () => `[${'"",'.repeat(900_000)}""]`,
  () => `{${Array.from({ length: 100_000 }, (_, at) => `"k${at}":0`).join()}`,
]

/** A valid body with one more member that no body may have. */
export function spoiled(random: Random, valid: string): string {
  const depth = 10 ** (2 + random.below(4))
  const member = random.pick([
    () => `"x":${nested(random, '[', ']', depth)}`,
    () => `"x":${nested(random, '{"a":', '}', depth)}`,
    () => polluted(random).slice(1, -1),
    () => `"${random.pick(polluting)}":1`,
    () => `"x":"a\u0001"`,
    () => '"x":1e',
    () => '"x":01',
  ])()
  return valid.replace('{', valid.startsWith('{}') ? `{${member}` : `{${member},`)
}

function nested(random: Random, open: string, close: string, depth: number): string {
  const levels = Math.max(33, Math.min(depth, 100_000))
  return open.repeat(levels) + (random.chance(0.5) ? '1' : '') + close.repeat(levels)
}

function polluted(random: Random): string {
  const payload = `{"is_admin":true,"x":"${canary}"}`
  let body = `{"${random.pick(polluting)}":${payload}}`
  for (let depth = random.below(20); depth > 0; depth--) {
    body = random.chance(0.5) ? `{"a":${body}}` : `{"a":[${body}]}`
  }
  return body
}
