// The search for hidden values finds each form in which one could appear.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { aCanary, hitsIn } from './canaries.ts'

const canary = aCanary('one', 1)
const { value } = canary

test.each([
  ['as it is', Buffer.from(`x${value}y`)],
  ['in JSON', Buffer.from(JSON.stringify({ a: value }))],
  ['in an address', Buffer.from(`?a=${encodeURIComponent(value)}`)],
  ['in base64', Buffer.from(Buffer.from(value).toString('base64'))],
  ['in base64 behind one byte', Buffer.from(Buffer.from(`"${value}"`).toString('base64'))],
  ['in base64 behind two bytes', Buffer.from(Buffer.from(`:"${value}"`).toString('base64'))],
  ['in base64url', Buffer.from(Buffer.from(`:"${value}"`).toString('base64url'))],
  ['in hex', Buffer.from(Buffer.from(value).toString('hex'))],
  ['in upper case hex', Buffer.from(Buffer.from(value).toString('hex').toUpperCase())],
  ['in UTF-16', Buffer.from(value, 'utf16le')],
  ['in HTML', Buffer.from(value.replaceAll('&', '&amp;').replaceAll('<', '&lt;'))],
  ['by its MD5', Buffer.from(createHash('md5').update(value).digest('hex'))],
  ['by its SHA-1', Buffer.from(createHash('sha1').update(value).digest('hex'))],
  ['by its SHA-256', Buffer.from(createHash('sha256').update(value).digest('hex'))],
])('a hidden value is found %s', (_, bytes) => {
  expect(hitsIn([canary, aCanary('other', 1)], bytes)).toEqual(['one'])
})
