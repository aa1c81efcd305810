// Times as requests write them: RFC 3339 with an offset from UTC.

/** The form alone: a day may be one that no month has. */
export const rfc3339 =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** Milliseconds since 1970 UTC; undefined if the text is no time. */
export function instantIn(text: string): number | undefined {
  const time = rfc3339.test(text) && isDay(text) ? Date.parse(text.toUpperCase()) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

/** Date.parse takes 31 April for 1 May. */
export function isDay(text: string): boolean {
  const day = text.slice(0, 10)
  const [year, month] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate()
  return Number(day.slice(8)) <= last
}

export const shownInstant = (time: number): string => new Date(time).toISOString()
