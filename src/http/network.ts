// Finds the address of a request, and the network by which requests are counted together.
import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** No address is longer, except for the name of an interface that may follow it. */
const addressCharacters = 45

/**
 * The address that a trusted proxy reports, or that of the connection. Anybody can write into the header, so a
 * text that is no address is replaced by the proxy's own address: the result is stored and logged (T-23).
 */
export function addressOf(request: Pick<FastifyRequest, 'ip' | 'raw'>): string {
  const forwarded = request.ip
  const own = request.raw.socket.remoteAddress ?? ''
  // guard limit-17: becomes forwarded
  return forwarded === own || isAddress(forwarded) ? forwarded : own
}

const isAddress = (text = '') =>
  text.length <= addressCharacters && !text.includes('%') && isIP(text) !== 0

/**
 * An IPv4 address, or the /64 of an IPv6 address: a host can use any address within its /64. All texts that are
 * no address count as one caller, so that the name of a caller stays short.
 */
export function networkOf(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  const plain = mapped ?? address
  const version = isIP(plain)
  if (version !== 6) return version === 4 ? plain : 'unknown'
  const [before = '', after] = plain.split('::')
  const groups = before === '' ? [] : before.split(':')
  const left = after === undefined || after === '' ? [] : after.split(':')
  const zeros = after === undefined ? 0 : 8 - groups.length - left.length
  const all = [...groups, ...Array(Math.max(0, zeros)).fill('0'), ...left]
  const network = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
  return `${network.join(':')}::/64`
}
