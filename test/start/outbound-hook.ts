// Reports every connection, packet and name lookup of a program on stderr; loaded with `node --import`.
import dgram from 'node:dgram'
import dns from 'node:dns'
import { writeSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

type Method = (this: unknown, ...given: unknown[]) => unknown

/** Reports each call for which `counts` is true. */
function watch(holder: object, name: string, counts = (..._: unknown[]) => true): void {
  const methods = holder as Record<string, Method>
  const original = methods[name]
  if (original === undefined) throw new Error(`there is no ${name} to watch`)
  methods[name] = function (...given) {
    if (counts(...given)) writeSync(2, `outbound ${name}\n`)
    return original.apply(this, given)
  }
}

// A lookup of an IP address, such as the one to listen on, asks no other system.
const isName = (host: unknown) => typeof host !== 'string' || net.isIP(host) === 0

watch(net.Socket.prototype, 'connect')
watch(dgram.Socket.prototype, 'send')
watch(dns, 'lookup', isName)
watch(dns.promises, 'lookup', isName)
for (const holder of [dns, dns.promises])
  for (const name of ['resolve', 'resolve4', 'resolve6']) watch(holder, name)
syncBuiltinESMExports()
