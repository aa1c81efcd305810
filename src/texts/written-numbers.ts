// A number of JSON that stands for a text is the text that was sent: reading it would alter it (decision 41).

/** The fields of operations that take a number for a text. */
export const asWritten: ReadonlySet<string> = new Set(['value', 'default_value'])

/** For `JSON.parse`: a number under one of these keys becomes its text. */
export const keepingNumbers = (keys: ReadonlySet<string>) =>
  function kept(key: string, value: unknown, context?: { source?: string }): unknown {
    // guard number-1: (context?.source ?? value) → String(value)
    return typeof value === 'number' && keys.has(key) ? (context?.source ?? value) : value
  }
