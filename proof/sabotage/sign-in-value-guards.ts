// Guards of values that a provider sends at a sign-in.
import type { Guard } from './guard.ts'

const layer = ['test/user-attributes/sign-in-layer.test.ts']
const store = ['test/user-attributes/sign-in-values.test.ts']

export const signInValueGuards: readonly Guard[] = [
  {
    id: 'sign-in-value-1',
    item: 'T-14',
    guard: 'The past keeps no hidden value that a provider has sent.',
    caughtBy: store,
  },
  {
    id: 'sign-in-value-2',
    item: 'D-06',
    guard: 'A row of a sign-in is no change of the own value of the user.',
    caughtBy: store,
  },
  {
    id: 'sign-in-value-3',
    item: 'D-02',
    guard: 'Of two sign-ins at once, the one that read older values begins again.',
    caughtBy: store,
  },
  {
    id: 'sign-in-value-4',
    item: 'D-04',
    guard: 'No value is stored readable after its attribute has become hidden.',
    caughtBy: store,
  },
  {
    id: 'sign-in-value-5',
    item: 'D-06',
    guard: 'A sign-in that sends the same again changes nothing.',
    caughtBy: store,
  },
  {
    id: 'sign-in-value-6',
    item: 'T-26',
    guard: 'No provider sets a system attribute.',
    caughtBy: store,
  },
  {
    id: 'sign-in-value-7',
    item: 'T-21',
    guard: 'A value of a provider has the size of every other value at most.',
    caughtBy: store,
  },
  {
    id: 'sign-in-value-8',
    item: 'D-04',
    guard: 'Values of sign-ins are sealed when their attribute becomes hidden.',
    caughtBy: store,
  },
  {
    id: 'sign-in-value-9',
    item: 'D-04',
    guard: 'The past forgets values of sign-ins when their attribute becomes hidden.',
    caughtBy: store,
  },
  {
    id: 'sign-in-value-10',
    item: 'D-04',
    guard: 'The audit forgets values of sign-ins when their attribute becomes hidden.',
    caughtBy: store,
  },
  {
    id: 'sign-in-value-11',
    item: 'D-06',
    guard: 'The history of a value has what sign-ins did to it.',
    caughtBy: store,
  },
  {
    id: 'sign-in-value-12',
    item: 'D-06',
    guard: 'The history tells that a value came by a sign-in.',
    caughtBy: store,
  },
  {
    id: 'sign-in-value-13',
    item: 'D-03',
    guard: 'A type changes only if what providers have sent fits it.',
    caughtBy: store,
  },
  {
    id: 'sign-in-value-14',
    item: 'D-03',
    guard: 'What a provider has sent comes before values of groups.',
    caughtBy: ['src/domain/search-path.test.ts'],
  },
  {
    id: 'sign-in-value-15',
    item: 'D-03',
    guard: 'A value is shown with the provider that sent it, and not with another one.',
    caughtBy: layer,
  },
  {
    id: 'sign-in-value-16',
    item: 'D-03',
    guard: 'Effects and events know what providers have sent.',
    caughtBy: layer,
  },
  {
    id: 'sign-in-value-17',
    item: 'T-10',
    guard: 'Searches do not read a hidden value that a provider has sent.',
    caughtBy: ['test/holders/hidden-statements.test.ts'],
  },
  {
    id: 'sign-in-value-18',
    item: 'D-03',
    guard: 'Whoever has a value from a sign-in is found by it.',
    caughtBy: layer,
  },
  {
    id: 'sign-in-value-19',
    item: 'D-03',
    guard: 'The effects of a change of many values know what providers have sent.',
    caughtBy: ['test/changes/large-for-a-time.test.ts'],
  },
  {
    id: 'sign-in-value-20',
    item: 'T-14',
    guard: 'A value from a sign-in that is hidden now is shown in no past.',
    caughtBy: ['test/past/as-of.test.ts'],
  },
  {
    id: 'sign-in-value-21',
    item: 'D-06',
    guard: 'Each row of a sign-in has its effects.',
    caughtBy: layer,
  },
  {
    id: 'sign-in-value-22',
    item: 'D-03',
    guard: 'A combined value of groups is outranked where two others come first.',
    caughtBy: layer,
  },
  {
    id: 'sign-in-value-23',
    item: 'D-03',
    guard: 'What a provider has sent about somebody is shown for nobody else.',
    caughtBy: layer,
  },
  {
    id: 'sign-in-value-24',
    item: 'D-03',
    guard:
      'A search that supposes that nobody has a value from a sign-in finds out when somebody has.',
    caughtBy: layer,
  },
]
