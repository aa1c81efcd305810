// The JSON Schema accepts a file exactly if the reader finds that its parts have the shape of definitions.
import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { documentOf } from './document.ts'
import { fileSchema } from './json-schema.ts'
import { fileShape, isShape, type Kind, type Shape } from './shape.ts'
import { fileMistakes } from './shape-mistakes.ts'

const accepts = new Ajv({ allowUnionTypes: true, strictTypes: false }).compile(fileSchema())

let state = 1
/** A number from 0 to `limit` - 1; always the same ones in the same order. */
const below = (limit: number): number => {
  state = (state * 48_271) % 2_147_483_647
  return state % limit
}

const times = [
  ...['2099-12-04T18:00:00Z', '2099-12-04t18:00:00.5+01:00', '2099-12-05T00:00:00.000Z'],
  ...(below(2) === 0 ? ['2099-12-04'] : ['2099-12-04T18:00:00']),
]

/** Something of this kind, and now and then something else. */
function madeOf(kind: Kind): unknown {
  if (below(25) === 0) return [null, true, 5, '', 'text', [], {}, ['x'], { x: 1 }][below(9)]
  if (kind === 'name') return ['EMEA', 7, 'a b'][below(3)]
  if (kind === 'text') return ['', '%', 1.5][below(3)]
  if (kind === 'flag') return below(2) === 0
  if (kind === 'value') return below(3) === 0 ? { value_from: { env: 'X' } } : madeOf('text')
  if (kind === 'time') return times[below(times.length)]
  if (typeof kind === 'object' && 'valuesOf' in kind) {
    const value = () => (below(2) === 0 ? madeOf('text') : madeOf(kind.valuesOf))
    return { EMEA: value(), Leads: value() }
  }
  if (isShape(kind)) return objectOf(kind)
  if ('words' in kind) return below(10) === 0 ? 'other' : kind.words[below(kind.words.length)]
  const { listOf } = kind
  return Array.from({ length: below(3) }, () => {
    if (typeof listOf === 'string' || !('nameOr' in listOf)) return madeOf(listOf)
    return below(2) === 0 ? madeOf('name') : madeOf(listOf.nameOr)
  })
}

function objectOf({ fields, oneOf = [] }: Shape): unknown {
  const chosen = oneOf[below(oneOf.length || 1)]
  const entries = Object.entries(fields).flatMap(([name, { kind, required }]) => {
    const isThere = oneOf.includes(name)
      ? (name === chosen) !== (below(20) === 0)
      : required
        ? below(30) > 0
        : below(2) === 0
    return isThere ? [[name, madeOf(kind)]] : []
  })
  if (below(40) === 0) entries.push(['other', 1])
  return Object.fromEntries(entries)
}

it('agrees with the reader about random files', () => {
  const seen = { right: 0, wrong: 0 }
  for (let at = 0; at < 800; at++) {
    const text = stringify(madeOf(fileShape))
    const { part } = documentOf('a.yaml', text)
    const isRight = fileMistakes(part).length === 0
    seen[isRight ? 'right' : 'wrong']++
    expect({ text, accepts: accepts(parse(text)) }).toEqual({ text, accepts: isRight })
  }
  expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(100)
})
