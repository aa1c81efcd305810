// Texts that could be slow to parse: every piece of the filter languages, repeated, nested, mixed and left open.
import { limits } from '../src/limits.ts'
import type { Random } from '../test/support/random.ts'

/** Every class of token of the three languages, and pieces of them that end too early. */
export const pieces: readonly string[] = [
  'a| |,|-|%|_|^|"|\\|\\"|^"|%_|%a|_%|NULL|EMPTY|-NULL|-%',
  '1|1.5|-1|0|.|e9|(|)|[|]|[1,2]|(1,|inf|NOT |not 1,|!|!=|<>',
  '<|>|<=|>=| to |1 to | OR | AND |>1 AND <2|1 or |NULL,| ,|, ,|1,1 to 2,',
  'day|days|3 days|3 days ago|ago|from now|1 day from now|this |this year|last |next ',
  'last 3 months|before |after |any time|now|today|monday|2018|2018-|2018-05|2018-05-18',
  '2018-05-18 12:00:00|2018/Q1|FY2018|FY|fiscal |fiscal year| for |this year to ',
  '2018 for 3 days,|\t|\n|\u00a0|\u0660|\u00e9|e\u0301|\ud83d\ude00|\u202e',
  "'|;|--|/|/*|://|http://|*.|:80|..",
].flatMap((line) => line.split('|'))

/** Repeated, nested and mixed texts, each of the requested length. */
export const shapes: readonly ((length: number, random: Random) => string)[] = [
  (length, random) => repeated(random.pick(pieces), length),
  (length, random) => repeated(random.pick(pieces) + random.pick(pieces), length),
  (length, random) => mixed(length, random),
  (length, random) => random.pick(pieces) + repeated(random.pick(pieces), length - 1),
  (length, random) => repeated(random.pick(pieces), length - 1) + random.pick(pieces),
  (length, random) => {
    const [open = '', close = ''] = random.pick([
      ['(', ')'],
      ['[', ']'],
      ['"', '"'],
      ['^', '^'],
    ])
    return repeated(open, length / 2) + repeated(close, length / 2)
  },
  (length, random) => `"${repeated(random.pick(['\\', '\\"', 'a', '\\\\']), length - 1)}`,
]

export const repeated = (piece: string, length: number) =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length)

function mixed(length: number, random: Random): string {
  let text = ''
  while (text.length < length) text += random.pick(pieces)
  return text.slice(0, length)
}

/** An allowed pattern that makes LIKE try again and again. */
export const pattern = (length: number, random: Random) => {
  const wildcards = 1 + random.below(limits.pattern_wildcards)
  const part = repeated(random.pick(['a', '_', 'a_', 'aa', 'ab']), length / wildcards - 1)
  return `%${part}`.repeat(wildcards).slice(0, length)
}
