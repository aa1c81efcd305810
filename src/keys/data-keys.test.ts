// The master key opens the keys that it has wrapped, and no other key does.
import { hkdfSync, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encrypt } from './aes-gcm.ts'
import {
  auditKey,
  derivedCredentialKey,
  keyFor,
  newKeys,
  purposes,
  unwrapKeys,
  wrapKey,
} from './data-keys.ts'

const masterKey = randomBytes(32)
const wrong = 'The master key does not open the keys'

describe('a wrapped key', () => {
  it('is opened by the master key that has wrapped it, for its own purpose', () => {
    for (const { purpose, key } of newKeys()) {
      const row = { id: '1', purpose, wrapped: wrapKey(masterKey, purpose, key) }
      const [opened] = unwrapKeys(masterKey, [row])
      expect([...(opened?.key ?? [])]).toEqual([...key])
      const other = purposes.find((it) => it !== purpose) ?? ''
      expect(() => unwrapKeys(masterKey, [{ ...row, purpose: other }])).toThrow(wrong)
      expect(() => unwrapKeys(randomBytes(32), [row])).toThrow(wrong)
    }
  })

  it.each([
    ['of another format', `v2.${encrypt(masterKey, randomBytes(32), 'attrium v1 value')}`],
    ['that is too short', `v1.${encrypt(masterKey, randomBytes(31), 'attrium v1 value')}`],
    ['that is none', 'v1'],
    ['that is nothing', ''],
  ])('%s is refused', (_, wrapped) => {
    expect(() => unwrapKeys(masterKey, [{ id: '1', purpose: 'value', wrapped }])).toThrow(wrong)
  })
})

describe('the credential key of a store from before there were wrapped keys', () => {
  it('is drawn from the master key as it was then, so that its digests stay good', () => {
    const key = derivedCredentialKey(Buffer.alloc(32, 1))
    expect(Buffer.from(key).toString('hex')).toBe(
      Buffer.from(hkdfSync('sha256', Buffer.alloc(32, 1), '', 'credential/v1', 32)).toString('hex'),
    )
    expect([...derivedCredentialKey(Buffer.alloc(32, 2))]).not.toEqual([...key])
  })
})

describe('the keys of a store', () => {
  const keys = newKeys().map(({ purpose, key }, at) => ({ id: String(at), purpose, key }))

  it('are one for each purpose, and the newest counts', () => {
    const newest = { id: '9', purpose: 'value', key: randomBytes(32) }
    expect(keyFor([...keys, newest], 'value')).toBe(newest.key)
    expect(Buffer.from(auditKey(keys), 'base64')).toEqual(keyFor(keys, 'audit'))
  })

  it('are missed when one is lost', () => {
    const left = keys.filter(({ purpose }) => purpose !== 'audit')
    expect(() => keyFor(left, 'audit')).toThrow('lost its audit key')
  })
})
