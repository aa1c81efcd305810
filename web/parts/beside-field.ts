// A sentence about a field, as it stands beside the field: without its name.

export function besideField(field: string, message: string): string {
  const rest = message
    .replace(new RegExp(`^'?${field}'? (?=must|already|is |of |cannot|can )`), '')
    .replace(/^of a hidden attribute /, '')
  const told = rest.startsWith('is ') ? `this ${rest}` : rest
  return told.charAt(0).toUpperCase() + told.slice(1)
}
