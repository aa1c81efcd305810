// `attrium provider ls`: the providers with which people sign in, over the API.
import type { Invocation } from './client-command.ts'
import { connect } from './connection/connect.ts'
import { type FormatFlags, printList } from './screen/output.ts'

export async function listProviders({ flags, io }: Invocation<FormatFlags>): Promise<void> {
  const { attrium } = await connect(flags, io)
  const { body } = await attrium('GET /sign_in_providers')
  printList(flags, io, {
    rows: body,
    columns: [
      { name: 'id', of: ({ id }) => id, style: 'strong' },
      { name: 'name', of: ({ name }) => name },
      { name: 'issuer', of: ({ issuer }) => issuer },
      { name: 'set_in', title: 'set in', of: ({ set_in }) => set_in },
      { name: 'is_used', title: 'used', of: ({ is_used }) => (is_used ? 'yes' : 'no') },
      { name: 'people', of: ({ people }) => String(people) },
      { name: 'fault', of: ({ fault }) => fault, spare: { if: '' } },
    ],
    none: 'People sign in with passwords alone.',
  })
}
