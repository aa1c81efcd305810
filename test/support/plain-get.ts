// Requests as a browser follows an address, with headers that fetch does not send.
import { request } from 'node:http'

export interface Page {
  readonly status: number
  readonly text: string
}

export function get(
  address: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Page> {
  return new Promise((resolve, reject) => {
    const sent = request(
      address,
      { method, headers, signal: AbortSignal.timeout(3000) },
      async (answer) => {
        let text = ''
        for await (const part of answer) text += part
        resolve({ status: answer.statusCode ?? 0, text })
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}
