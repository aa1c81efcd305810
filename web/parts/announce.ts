// What is said to everybody who uses the page: shown for a while, and read out by screen readers.
import { useSyncExternalStore } from 'react'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly kind: 'done' | 'problem'
  /** The change that it tells of: it goes when that is undone elsewhere. */
  readonly change?: string
  /** The name of a button, and what it does. */
  readonly action?: { readonly label: string; readonly run: () => void }
}

let toasts: readonly Toast[] = []
let spoken = ''
let lastId = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useToasts = (): readonly Toast[] => useSyncExternalStore(subscribe, () => toasts)
export const useSpoken = (): string => useSyncExternalStore(subscribe, () => spoken)

/** Problems stay until they are closed; the rest goes after six seconds, or twelve with a button. */
export function toast(text: string, options: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
  lastId += 1
  const shown: Toast = { id: lastId, text, kind: 'done', ...options }
  set([...toasts.slice(-2), shown])
  if (shown.kind === 'done') {
    setTimeout(() => dismiss(shown.id), shown.action === undefined ? 6000 : 12_000)
  }
}

export const dismiss = (id: number): void => set(toasts.filter((toast) => toast.id !== id))

/** What was said of a change is no longer so. */
export const dismissChange = (change: string): void =>
  set(toasts.filter((toast) => toast.change !== change))

/** Says something to screen readers alone. */
export function say(text: string): void {
  spoken = text
  set(toasts)
}
