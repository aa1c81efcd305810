// Parameters of searches, as the API document describes them (looker 8.5).
import { flagParameter, type Parameter, textParameter } from './query.ts'

/** `what`: the column that is searched, as the document calls it. */
export const textTermParameter = (what: string, example: string): Parameter<string> =>
  textParameter(
    `${what}. The whole text must match, in any case. \`%\` stands for any characters, \`_\` for one, ` +
      '`^%` and `^_` for these characters themselves. Without `sorts`, literal matches come ' +
      'first. `IS NULL` finds results without a value, `NOT NULL` results with any value.',
    example,
  )

export const idsTermParameter = (
  example: string,
  about = 'Return only those with these ids',
): Parameter<string> => textParameter(`${about}, separated by commas.`, example)

export const anyTermParameter = flagParameter(
  'True: a result matches at least one term. False or absent: it matches all terms.',
  false,
)
