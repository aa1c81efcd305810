// What the server answers to a change of many values, and to a question for its effects.
export interface LargeAnswer {
  readonly [key: string]: unknown
  readonly id: string
  readonly basis: string
  readonly counts: object
  readonly effects: { readonly users: number; readonly values: number; readonly sample: Effect[] }
  readonly errors: readonly { readonly field: string; readonly message: string }[]
  readonly problems: readonly object[]
}

export interface Effect {
  readonly user_id: string
  readonly attribute: string
  readonly before: { readonly value: string | null }
  readonly after: { readonly value: string | null }
}
