// The texts of the import of a table.
import { figure } from '../../parts/figure.ts'

const values = (count: number) => (count === 1 ? '1 value' : `${figure(count)} values`)
const rows = (count: number) => (count === 1 ? '1 row' : `${figure(count)} rows`)

export const texts = {
  title: 'Import values',
  about:
    'Set values of many people from a table. You see what becomes of every cell before anything is stored.',
  source: 'Table',
  sourceAbout:
    'A row is a person, a column an attribute; the column email, user_id or external_user_id says who it is. Commas, semicolons or tabs, in UTF-8.',
  drop: 'Drop a CSV here',
  choose: 'Choose a file',
  other: 'Take another table',
  paste: 'Or paste or type it',
  pasteExample: 'email,region,office_zip\nmaya@acme.example,EMEA,94110',
  name: (name: string, count: number) => `${name} · ${rows(count)}`,
  pasted: 'Pasted table',
  noText:
    'This file is not a text in UTF-8. In a spreadsheet, save it as “CSV UTF-8”, then drop that file here.',
  tooLong: (megabytes: number) =>
    `This file has more than ${megabytes} MB, the most that one import takes. Split it into several.`,
  columns: 'Columns',
  column: (name: string) => `Column ${name}`,
  names: {
    user_id: 'finds the person, by id',
    email: 'finds the person, by e-mail',
    external_user_id: 'finds the person, by external id',
  },
  sets: (type: string) => `sets the attribute (${type})`,
  hidden: 'sets the hidden attribute',
  named: {
    attribute: 'names the attribute',
    value: 'is the value',
    starts_at: 'is when it starts',
    expires_at: 'is when it ends',
  },
  exported: 'A file of an export of this server: values that were set on people are read.',
  unknown: 'There is no such attribute.',
  rename: 'This column is',
  renamePlaceholder: 'Choose an attribute',
  empty: 'Empty cells',
  emptyKeep: 'Leave the value as it is',
  emptyUnset: 'Take the value away',
  preview: 'Preview',
  grid: 'Rows of the table',
  all: (count: number) => `All rows (${figure(count)})`,
  wrong: (count: number) => `With mistakes (${figure(count)})`,
  line: 'Line',
  person: 'Person',
  cells: 'What becomes of its cells',
  verdicts: {
    refused: 'refused',
    same: 'as it is',
    sets: 'sets',
    removes: 'takes away',
    nothing: 'stays',
  },
  now: 'now',
  becomes: 'becomes',
  removed: 'no own value',
  more: (count: number) => `Show ${figure(count)} more`,
  asking: 'Asking the server what this would do…',
  totals: (counts: { changed: number; unchanged: number; refused: number }) =>
    `${values(counts.changed)} would change, ${figure(counts.unchanged)} ${counts.unchanged === 1 ? 'is' : 'are'} so already, ${figure(counts.refused)} refused`,
  untold: 'The server tells the first 1,000 mistakes. Correct these to see the rest.',
  mistakes: 'What is wrong',
  onLine: (line: number | null, field: string) =>
    [line === null ? '' : `Line ${line}`, field].filter((it) => it !== '').join(', '),
  skip: (changed: number, refused: number) =>
    `Save the ${values(changed)} that ${changed === 1 ? 'is' : 'are'} right, and leave ${figure(refused)} out`,
  stopped: (refused: number) =>
    `${values(refused)} ${refused === 1 ? 'is' : 'are'} refused, so nothing can be saved. Correct the table, or save the rest:`,
  nothing: (refused: number) =>
    refused === 0
      ? 'Everything is so already. There is nothing to save.'
      : `${values(refused)} ${refused === 1 ? 'is' : 'are'} refused, and nothing else would change. Correct the table.`,
  result: 'Imported',
  done: (changed: number, unchanged: number, refused: number) =>
    `${values(changed)} changed, ${figure(unchanged)} ${unchanged === 1 ? 'was' : 'were'} so already, ${figure(refused)} left out.`,
  file: 'Download the result',
  fileAbout: 'The result is a CSV with what became of each cell.',
  undo: 'Undo all of it',
  noUndo: (most: number) =>
    `A change of more than ${figure(most)} values cannot be undone at once. The result file says what was there before.`,
  again: 'Import another table',
} as const
