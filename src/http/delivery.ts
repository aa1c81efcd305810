// When answers leave: each at once, or those of one turn of the event loop together.

export const atOnce = (action: () => void) => action()

let waiting: (() => void)[] = []

function sendWaiting(): void {
  const ready = waiting
  waiting = []
  for (const each of ready) each()
}

/** With more of them alive, collecting garbage costs more than waking their readers again. */
const mostTogether = 32

/** Answers of one turn of the event loop leave together: waking their readers once is a third cheaper. */
export function together(action: () => void): void {
  const held = waiting.push(action)
  if (held === 1) setImmediate(sendWaiting)
  else if (held === mostTogether) sendWaiting()
}
