// Times of the server for people: in their own zone, or to the minute in UTC.

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** Undefined if there is no time in the text. */
function timeIn(text: string | null | undefined): Date | undefined {
  const time = new Date(text ?? '')
  return Number.isNaN(time.getTime()) ? undefined : time
}

/** Such as `30 Nov 2026, 17:38`; undefined without a time. */
export function momentOf(text: string | null | undefined): string | undefined {
  const time = timeIn(text)
  return time && moment.format(time)
}

/** A time to the minute, in UTC. */
export const minute = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')} UTC`
