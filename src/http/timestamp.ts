// How a moment is written in answers (looker 10.4).

/** `2023-03-07T12:29:14.000+00:00` */
export const timestamp = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('Z', '+00:00')
