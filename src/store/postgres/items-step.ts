// The step of a statement about a list of values, which must touch as many rows as there are items.
import { withItems } from '../items.ts'
import type { Statement } from '../statement.ts'
import type { Step } from './connection.ts'
import { countedText } from './text.ts'

export const itemsStep = (statement: Statement, text: string, count: number): Step => ({
  text: countedText(statement),
  values: [...withItems(statement.parameters, text), count],
})
