// What a client hands to the network, and what it gets from there.

/** A request as it goes over the network. */
export interface Sending {
  readonly method: string
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

export interface Received {
  readonly status: number
  readonly headers: { readonly get: (name: string) => string | null }
  readonly text: () => Promise<string>
  readonly chunks: () => AsyncIterable<Uint8Array>
}

/** What carries requests. Throws `CallFailed` if there is no answer. */
export type Carrier = (sending: Sending) => Promise<Received>
