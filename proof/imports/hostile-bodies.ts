// Bodies of changes that nobody would send in good faith: pieces in any order, valid bodies with damage, and huge ones.
import type { Random } from '../../test/support/random.ts'
import { planted } from './planted-mistakes.ts'
import { canary, csvOf, newTable } from './table-maker.ts'

export interface Hostile {
  readonly format: 'csv' | 'ndjson'
  readonly text: string
}

const csvPieces = [
  ...['email', 'user_id', 'attribute', 'value', 'region', 'expires_at', '"', '""', ',', ';', '\t'],
  ...['\n', '\r', '\r\n', '\0', '\\N', '\ufeff', '\ud800', '\u2028', ' ', '7', canary, '=1', 'é'],
]
const jsonPieces = [
  ...['{', '}', '[', ']', ':', ',', '"', '\\', '\n', '\r', '\0', '\ufeff', '\ud800', '"op"', '7'],
  ...['"set_user_value"', '"value"', '"reason"', '"__proto__"', 'null', '{"a":', '1e999', canary],
  ...['{"op":"set_group_values","attribute":"a","values":[', '\\u0000', '"\\ud800"', '{}\n'],
]

function pieces(random: Random): Hostile {
  const format = random.pick(['csv', 'ndjson'] as const)
  const all = format === 'csv' ? csvPieces : jsonPieces
  const head =
    format === 'csv' ? random.pick(['', 'email,region\n', 'user_id;attribute;value\r']) : ''
  const count = random.below(200)
  return { format, text: head + Array.from({ length: count }, () => random.pick(all)).join('') }
}

/** A body with some parts taken out, doubled or replaced. */
function damaged(random: Random): Hostile {
  const { format, text: whole } = random.chance(0.5)
    ? { format: 'csv' as const, text: csvOf(newTable(random)).text }
    : planted(random)
  let text = whole
  for (let times = 1 + random.below(4); times > 0; times--) {
    const start = random.below(text.length + 1)
    const end = Math.min(text.length, start + random.below(20))
    const part = text.slice(start, end)
    const instead = random.pick(['', part + part, random.pick(csvPieces), random.pick(jsonPieces)])
    text = text.slice(0, start) + instead + text.slice(end)
  }
  return { format, text }
}

const size = 1_000_000
const fill = (piece: string) => piece.repeat(Math.ceil(size / piece.length))

const huge: readonly ((random: Random) => Hostile)[] = [
  (random) => ({ format: 'csv', text: fill(random.pick(csvPieces)) }),
  (random) => ({ format: 'ndjson', text: fill(random.pick(jsonPieces)) }),
  (random) => ({ format: 'csv', text: `email,a\n${fill(random.pick(csvPieces))}` }),
  (random) => ({ format: 'csv', text: `email,a\nu@a.example,"${fill(random.pick(csvPieces))}` }),
  (random) => ({
    format: 'csv',
    text: `user_id,a\n${fill(random.pick(['7,1\n', '7,\n', 'x\n', ',\n', '7,"1\n"\n', '0,1\r\n']))}`,
  }),
  () => ({ format: 'csv', text: `user_id,${fill('a,')}a\n7` }),
  () => ({
    format: 'ndjson',
    text: `{"reason":"x"}\n${fill('{"op":"delete_group","group":"g"}\n')}`,
  }),
  () => ({ format: 'ndjson', text: `{${fill('"a":[],')}"a":1}` }),
  () => ({
    format: 'ndjson',
    text: `{"op":"create_group",${fill('"b":1,').replace(/b/g, canary)}"c":1}`,
  }),
]

/** One in this many is huge. */
const hugeEvery = 100

export const hostile = (random: Random): Hostile =>
  random.below(hugeEvery) === 0 ? random.pick(huge)(random) : random.pick([pieces, damaged])(random)
