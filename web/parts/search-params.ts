// What stands in the address of a screen behind the question mark.

/** What is empty is left out, so that addresses stay short. */
export const withoutEmpty = <Params extends Record<string, string | undefined>>(
  params: Params,
): Params =>
  Object.fromEntries(
    Object.entries(params).map(([name, text]) => [name, text === '' ? undefined : text]),
  ) as Params
