// Sends answers: each at once, or those of one turn of the event loop together.

export const atOnce = (action: () => void) => action()

let waiting: (() => void)[] = []

function sendWaiting(): void {
  const ready = waiting
  waiting = []
  for (const each of ready) each()
}

/** If more answers are in memory, collecting garbage costs more than waking their readers again. */
const mostTogether = 32

/** Sends the answers of one turn of the event loop together: waking their readers once is a third cheaper. */
export function together(action: () => void): void {
  const count = waiting.push(action)
  if (count === 1) setImmediate(sendWaiting)
  else if (count === mostTogether) sendWaiting()
}
