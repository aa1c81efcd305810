// Times of the server for people: in their own zone, or to the minute in UTC.

/** Made when the first time is shown: it loads the rules of a language. */
let moment: Intl.DateTimeFormat | undefined

/** Undefined if there is no time in the text. */
function timeIn(text: string | null | undefined): Date | undefined {
  const time = new Date(text ?? '')
  return Number.isNaN(time.getTime()) ? undefined : time
}

/** Such as `30 Nov 2026, 17:38`; undefined without a time. */
export function momentOf(text: string | null | undefined): string | undefined {
  const time = timeIn(text)
  if (time === undefined) return undefined
  moment ??= new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
  return moment.format(time)
}

/** A time to the minute, in UTC. */
export const minute = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')} UTC`
