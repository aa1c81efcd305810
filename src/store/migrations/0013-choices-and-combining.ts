// Definitions get a list of choices and say how the values of several groups become one (decision 62).
import type { ColumnTypes } from '../differences.ts'
import { type Kept, keptAttributes, same, triggersOf } from './0011-the-past.ts'

const attributes: Kept = {
  ...keptAttributes,
  columns: {
    ...keptAttributes.columns,
    choices: ['text', same('choices')],
    // guard past-16: same('combine') → () => "'first'"
    combine: ['text', same('combine')],
  },
}

/** The past keeps both: what was read at a time depends on them. */
export const choicesAndCombining = ({ text, afterChangeInstead }: ColumnTypes): string[] => [
  ...['user_attributes', 'past_attributes'].flatMap((table) => [
    `alter table ${table} add column choices ${text}`,
    `alter table ${table} add column combine ${text} not null default 'first'`,
  ]),
  ...triggersOf(attributes).flatMap(afterChangeInstead),
]
