// The columns that --fields names.
import { CannotRun } from '../errors.ts'
import type { Column } from './screen/table.ts'

/** Throws CannotRun with the names that there are. */
export function pickedColumns<Row>(
  fields: string | undefined,
  all: readonly Column<Row>[],
  usual: readonly Column<Row>[],
): readonly Column<Row>[] {
  if (fields === undefined) return usual
  return fields.split(',').map((field) => {
    const column = all.find(({ name }) => name === field.trim())
    // What is asked for is shown, however narrow the terminal is.
    if (column !== undefined) return without(column)
    throw new CannotRun(`--fields knows ${all.map(({ name }) => name).join(', ')}.`)
  })
}

const without = <Row>({ spare: _, ...column }: Column<Row>): Column<Row> => column
