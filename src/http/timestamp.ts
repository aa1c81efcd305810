// Formats a moment in answers (looker 10.4).

/** `2023-03-07T12:29:14.000+00:00` */
export const timestamp = (milliseconds: number): string =>
  new Date(Math.min(Math.max(milliseconds, -utmost), utmost)).toISOString().replace('Z', '+00:00')

/** The farthest that a date can be from 1970; a file that another program has changed may contain more. */
const utmost = 8_640_000_000_000_000
