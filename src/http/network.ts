// Where a request comes from, and whose requests are counted together when only that is known.
import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** No address is longer, but for the name of an interface that may follow it. */
const addressCharacters = 45

/**
 * The address that a trusted proxy has told, or the connection's own. Anybody can write into a header, so
 * what is told but is no address, is the proxy's own: it is stored and logged (T-23).
 */
export function addressOf(request: Pick<FastifyRequest, 'ip' | 'raw'>): string {
  const told = request.ip
  const own = request.raw.socket.remoteAddress ?? ''
  return told === own || isAddress(told) ? told : own
}

const isAddress = (text = '') =>
  text.length <= addressCharacters && !text.includes('%') && isIP(text) !== 0

/**
 * An IPv4 address; of an IPv6 address its /64, from which a host picks as many addresses as it likes.
 * Whatever is no address is one caller, so that the name of a caller stays short.
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
