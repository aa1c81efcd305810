// What is read before a screen is drawn.

/** Milliseconds that the first screen of a page waits for what it lists, to be drawn once and not twice. */
const patience = 250
let isFirst = true

/** Screens that are opened later are drawn at once. */
export async function begin(reads: readonly unknown[]): Promise<void> {
  if (!isFirst) return
  isFirst = false
  const late = new Promise((resolve) => setTimeout(resolve, patience))
  await Promise.race([Promise.allSettled(reads), late])
}
