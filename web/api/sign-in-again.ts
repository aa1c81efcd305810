// Whether the session has ended while the page was open, and the calls that wait until somebody has signed in.
import { useSyncExternalStore } from 'react'

let waiting: (() => void)[] = []
const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

/** Resolves once the person has signed in again. */
export function signedInAgain(): Promise<void> {
  return new Promise((resolve) => {
    waiting = [...waiting, resolve]
    tell()
  })
}

/** Lets the waiting calls go on. */
export function goOn(): void {
  const calls = waiting
  waiting = []
  tell()
  for (const call of calls) call()
}

/** Whether the session has ended, as a call was told, and nobody has signed in since. */
export const hasEnded = (): boolean => waiting.length > 0

/** The same, for what is on the screen. */
export const useHasEnded = (): boolean =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, hasEnded)
