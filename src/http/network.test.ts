// Which addresses count as one caller.
import { describe, expect, test } from 'vitest'
import { addressOf, networkOf } from './network.ts'

describe('the address of a request', () => {
  test.each([
    ['203.0.113.7', '10.0.0.1', '203.0.113.7'],
    ['2001:db8::1', '10.0.0.1', '2001:db8::1'],
    ['a letter', '10.0.0.1', '10.0.0.1'],
    ['fe80::1%eth0', 'fe80::1%eth0', 'fe80::1%eth0'],
    ['fe80::1%a letter', '10.0.0.1', '10.0.0.1'],
    // A connection that has ended meanwhile has no address any more.
    ['a letter', undefined, ''],
    [undefined, undefined, ''],
  ])('that a proxy reports as %j, from %j, is %j', (ip, remoteAddress, address) => {
    const request = { ip, raw: { socket: { remoteAddress } } }
    expect(addressOf(request as Parameters<typeof addressOf>[0])).toBe(address)
  })
})

describe('the network of an address', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:3:4:5::', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::10.0.0.1', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['', 'unknown'],
    ['unix:', 'unknown'],
    ['x'.repeat(9000), 'unknown'],
    ['1.2.3.4, 5.6.7.8', 'unknown'],
  ])('of %j is %j', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
