// What has become of the lines of a change (decision 76): sealed blocks that are kept for some days.
import type { ColumnTypes } from '../differences.ts'

export const resultsOfChanges = ({ integer, text, plain }: ColumnTypes): string[] => [
  // Not clustered: blocks are long, and the key is looked up alone.
  `create table change_results (
    change_id ${integer} not null,
    block ${integer} not null,
    at ${integer} not null,
    key_id ${integer} not null,
    mark ${text} not null,
    sealed ${text} not null,
    primary key (change_id, block)
  ) ${plain}`,
  'create index change_results_by_time on change_results (at, change_id, block)',
  'create index change_results_by_key on change_results (key_id, change_id, block)',
]
