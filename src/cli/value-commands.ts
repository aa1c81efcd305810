// Commands that read and set values of users and groups.
import { changeOptions } from './change-call.ts'
import type { Declared } from './client-command.ts'
import { valueFileOption } from './given-value.ts'
import { aheadForms } from './moment.ts'
import { listFormats } from './screen/output.ts'

const code = () => import('./attribute-value.ts')

export const valueCommands: readonly Declared[] = [
  {
    usage: 'attribute get user value <USER> [ATTRIBUTE]',
    about:
      'Print the effective value of a user, and where it comes from; without an attribute, all their values.',
    options: listFormats,
    examples: [
      'attrium attribute get user value maya@acme.example',
      'attrium attribute get user value 2 region --plain',
    ],
    run: async () => (await code()).getUserValue,
  },
  {
    usage: 'attribute get group value <GROUP> <ATTRIBUTE>',
    about: 'Print the value that a group gives.',
    options: listFormats,
    examples: [
      'attrium attribute get group value EMEA region',
      'attrium attribute get group value EMEA region --json',
    ],
    run: async () => (await code()).getGroupValue,
  },
  {
    usage: 'attribute set user value <USER> <ATTRIBUTE> [VALUE]',
    about: 'Set the own value of a user, for good or for a time.',
    options: [
      valueFileOption,
      ['--starts-at <TIME>', `When it takes the place of the present value: ${aheadForms}.`],
      ['--expires-at <TIME>', 'When it ends, likewise; then groups or the default decide again.'],
      ...changeOptions,
    ],
    examples: [
      'attrium attribute set user value jonas@acme.example region AMER --expires-at 7d',
      'printf s3cret | attrium attribute set user value 4 warehouse_password',
    ],
    run: async () => (await code()).setUserValue,
  },
  {
    usage: 'attribute set group value <GROUP> <ATTRIBUTE> [VALUE]',
    about:
      'Set the value that a group gives, for good or for a time. A new one gets the weakest rank.',
    options: [
      valueFileOption,
      ['--starts-at <TIME>', `When a group that has no value gets it: ${aheadForms}.`],
      ['--expires-at <TIME>', 'When it ends, likewise.'],
      ...changeOptions,
    ],
    examples: [
      'attrium attribute set group value Contractors region none --expires-at 2099-12-04T18:00:00Z',
      "attrium attribute set group value 'Global leads' discount_cap '[0,50]'",
    ],
    run: async () => (await code()).setGroupValue,
  },
  {
    usage: 'attribute unset user value <USER> <ATTRIBUTE>',
    about: 'Remove the own value of a user, so that a group or the default decides.',
    options: changeOptions,
    examples: [
      'attrium attribute unset user value maya@acme.example region --dry-run',
      'attrium attribute unset user value 2 office_zip',
    ],
    run: async () => (await code()).unsetUserValue,
  },
  {
    usage: 'attribute unset group value <GROUP> <ATTRIBUTE>',
    about: 'Remove the value that a group gives.',
    options: changeOptions,
    examples: [
      'attrium attribute unset group value EMEA region --dry-run',
      'attrium attribute unset group value Contractors history_window',
    ],
    run: async () => (await code()).unsetGroupValue,
  },
  {
    usage: 'attribute order <ATTRIBUTE> <GROUP...>',
    about:
      'Say which group wins: the first one has the lowest rank. Groups that are not named follow in their present order.',
    options: changeOptions,
    examples: [
      "attrium attribute order region EMEA AMER APAC 'Global leads' --dry-run",
      "attrium attribute order discount_cap 'Global leads'",
    ],
    run: async () => (await code()).orderGroups,
  },
]
