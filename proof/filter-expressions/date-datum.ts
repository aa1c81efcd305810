// A random date or time near an instant, as a row may have it, and the instant that it names.
import type { Random } from '../../test/support/random.ts'
import { DAY, firstInstant, HOUR, MINUTE, reading, shownAt } from './wall-clock.ts'

const two = (value: number) => String(value).padStart(2, '0')
const steps = [
  0,
  1,
  999,
  1000,
  MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  DAY,
  10 * DAY,
  60 * DAY,
  400 * DAY,
]

export function datumAt(
  random: Random,
  near: number,
  timezone: string,
): { datum: string; instant: number } {
  const step = random.pick(steps)
  const instant =
    near + random.pick([0, step, -step, random.below(step + 1), -random.below(step + 1)])
  const iso = new Date(instant).toISOString()
  switch (random.below(5)) {
    case 0:
      return { datum: iso, instant }
    case 1:
      return withOffset(random, instant)
    case 2: {
      const { year, month, day } = shownAt(instant, timezone)
      const wall = Date.UTC(year, month - 1, day)
      return {
        datum: new Date(wall).toISOString().slice(0, 10),
        instant: firstInstant(wall, timezone),
      }
    }
    case 3: {
      // A time that clocks may show twice or never.
      const wall =
        reading(shownAt(instant, timezone)) + random.pick([0, 0, HOUR, -HOUR, 30 * MINUTE])
      const text = new Date(wall).toISOString().slice(0, 19)
      return {
        datum: random.chance(0.5) ? text : text.replace('T', ' '),
        instant: firstInstant(wall, timezone),
      }
    }
    default:
      return { datum: `${iso.slice(0, 23)}${random.pick(['999', '000001', ''])}Z`, instant }
  }
}

function withOffset(random: Random, instant: number): { datum: string; instant: number } {
  const minutes = random.below(27 * 4) * 15 - 12 * 60
  const [sign, ahead] = minutes < 0 ? ['-', -minutes] : ['+', minutes]
  const colon = random.pick([':', ''])
  const offset = `${sign}${two(Math.floor(ahead / 60))}${colon}${two(ahead % 60)}`
  const text = new Date(instant + minutes * MINUTE).toISOString().slice(0, 23)
  return { datum: `${text}${offset}`, instant }
}
