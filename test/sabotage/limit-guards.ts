// Guards against too much: rates, sizes, patterns.
import type { Guard } from './guard.ts'

export const limitGuards: readonly Guard[] = [
  {
    id: 'limit-1',
    item: 'T-34',
    guard: 'A caller who is refused is remembered, however many others come by.',
    file: 'src/http/rate-limit.ts',
    old: '    this.#remember(key, rested)\n    return',
    new: '    return',
    caughtBy: ['src/http/rate-limit.test.ts'],
  },
  {
    id: 'limit-2',
    item: 'T-01',
    guard: 'Guesses that are under way together get no more answers than one after the other.',
    file: 'src/http/throttle.ts',
    old: '(limiter, key) => limiter.take(key, now)',
    new: '(limiter, key) => (limiter.count(key, now), { waitMilliseconds: 0 })',
    caughtBy: ['src/http/throttle.test.ts'],
  },
  {
    id: 'limit-3',
    item: 'T-34',
    guard: 'All addresses of an IPv6 network are one caller.',
    file: 'src/http/throttle.ts',
    old: 'this.#strangers.take(networkOf(address), now)',
    new: 'this.#strangers.take(address, now)',
    caughtBy: ['src/http/throttle.test.ts'],
  },
  {
    id: 'limit-4',
    item: 'T-34',
    guard: 'Client ids longer than any are counted as one.',
    file: 'src/http/throttle.ts',
    old: "client_id.length > limits.client_id_characters ? '' : client_id",
    new: 'client_id',
    caughtBy: ['src/http/throttle.test.ts'],
  },
]
