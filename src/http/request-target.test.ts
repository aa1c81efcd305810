// One slash where a client sends several, and nothing else changes.
import { describe, expect, it } from 'vitest'
import { pathAndQuery } from './request-target.ts'

describe('the address of a request', () => {
  it.each([
    ['/api/4.0/login', '/api/4.0/login'],
    ['//api/4.0/login', '/api/4.0/login'],
    ['/api//login', '/api/login'],
    ['/api/4.0//logout', '/api/4.0/logout'],
    ['////api///4.0////users//', '/api/4.0/users/'],
    ['//', '/'],
    ['/', '/'],
  ])('has one slash where several were sent: %s', (sent, read) => {
    expect(pathAndQuery(sent)).toBe(read)
  })

  it.each([
    '/api/4.0/users?email=a//b',
    '/api/4.0/users?next=https://x.example//y?z//',
    '/api/4.0/users#//',
    '/api/4.0/users/credential/%2F%2F',
    '/api/4.0/user;a/b',
  ])('is left alone otherwise: %s', (sent) => {
    expect(pathAndQuery(sent)).toBe(sent)
  })

  it.each([
    ['//api?a=//', '/api?a=//'],
    ['*', '/*'],
    ['', '/'],
    ['http://x.example/api/4.0/users?limit=1', '/api/4.0/users?limit=1'],
    ['HTTPS://x.example:443//api//users', '/api/users'],
    ['http://x.example', '/'],
    ['http://x.example?a=b', '/?a=b'],
  ])('begins with its path: %s', (sent, read) => {
    expect(pathAndQuery(sent)).toBe(read)
  })

  it('is read in time that grows with its length', () => {
    const long = '/'.repeat(100_000)
    const begin = performance.now()
    expect(pathAndQuery(`${long}x${long}`)).toBe('/x/')
    expect(performance.now() - begin).toBeLessThan(2000)
  })
})
