// How a value stands on a screen: a hidden one, an empty one and a missing one look different from all texts.

interface Held {
  readonly value: string | null
  readonly hidden?: boolean
  readonly source?: string | null
}

export function shownValue({ value, hidden = false, source }: Held): string {
  if (source === 'No Value') return '(none)'
  if (hidden) return '•••'
  if (value === null) return '(none)'
  return value === '' ? '(empty)' : value
}
