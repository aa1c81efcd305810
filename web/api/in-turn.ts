// Lets a few calls out at a time: what fills in later must not hold up what people wait for.
const atOnce = 3
let under = 0
const waiting: (() => void)[] = []

export async function inTurn<T>(call: () => Promise<T>): Promise<T> {
  if (under >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  under += 1
  try {
    return await call()
  } finally {
    under -= 1
    waiting.shift()?.()
  }
}
