// The texts of the parts that screens share.
import { figure } from './figure.ts'

export const partTexts = {
  noValue: 'no value',
  emptyValue: 'empty',
  clearValue: 'Take the value away',
  hiddenValue: 'a hidden value',
  showTyped: 'Show what is typed',
  clear: 'Clear the search',
  more: 'Show more',
  doCopy: 'Copy',
  isCopied: 'Copied',
  copy: (what: string) => `Copy: ${what}`,
  copied: (what: string) => `${what}: copied`,
  cancel: 'Cancel',
  others: 'More filters',
  fewer: 'Fewer filters',
  noChoice: 'Nothing fits.',
  clearChoices: 'Take all away',
  rows: (shown: number, all: number, noun: string) =>
    shown === all ? `${figure(all)} ${noun}` : `${figure(shown)} of ${figure(all)} ${noun}`,
  sorted: (by: string, descending: boolean) =>
    `Sorted by ${by}, ${descending ? 'descending' : 'ascending'}`,
} as const
