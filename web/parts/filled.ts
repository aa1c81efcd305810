// What an address says, without what is empty: so addresses stay short.

export const filled = <Search extends object>(search: Search) =>
  Object.fromEntries(
    Object.entries(search).filter(([, text]) => text !== '' && text !== undefined),
  ) as { [Name in keyof Search]?: Exclude<Search[Name], undefined> }
