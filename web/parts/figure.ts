// Whole numbers for people. The browser's own formatting loads the rules of a language first, a tenth of what a
// first page takes.

/** With commas between thousands, such as `12,345`. */
export const figure = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')
