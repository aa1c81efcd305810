// Lists of ids that clients write as one text.

/** Reads `1,2`, `"1,2"` and `["1","2"]` (clients 16); looks at each character a fixed number of times. */
export const listedIds = (text: string): string[] => text.split(',').map(bare)

const isAround = (character: string) => '"[]'.includes(character) || character.trim() === ''

/** The item without blanks, quotes and brackets around it; a regular expression would take quadratic time (T-19). */
function bare(item: string): string {
  let [start, end] = [0, item.length]
  while (start < end && isAround(item.charAt(start))) start++
  while (end > start && isAround(item.charAt(end - 1))) end--
  return item.slice(start, end)
}
