// What waits for a browser: which answers it takes, from whom, and for how long.
import { connect as connectSocket } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { waitForAnswer } from '../../src/cli/connection/browser-answer.ts'
import { limits } from '../../src/limits.ts'
import { get } from '../support/plain-get.ts'
import { testIo } from '../support/test-io.ts'

describe('what waits for the browser', () => {
  const expected = { state: 'the state', issuer: 'http://users.example' }
  const wait = (milliseconds?: number) => waitForAnswer(testIo().io, expected, milliseconds)
  const query = (fields: object) =>
    new URLSearchParams({ code: 'c', state: 'the state', iss: expected.issuer, ...fields })

  it('takes only the answer to its own question, to its own address', async () => {
    const { redirect_uri, code, end } = await wait()
    const { port } = new URL(redirect_uri)
    for (const page of [
      await get(`${redirect_uri}favicon.ico`),
      await get(`${redirect_uri}?${query({ state: 'another' })}`),
      await get(`${redirect_uri}?code=c`),
      await get(`${redirect_uri}?${query({})}`, {}, 'POST'),
      await get(`${redirect_uri}?${query({})}`, { host: `evil.example:${port}` }),
      await get(`${redirect_uri}other?${query({})}`),
    ]) {
      expect(page.status).toBe(404)
    }
    const page = get(`${redirect_uri}?${query({})}`)
    expect(await code).toBe('c')
    // The second answer comes too late.
    expect((await get(`${redirect_uri}?${query({ code: 'd' })}`)).status).toBe(404)
    end(true)
    expect((await page).text).toContain('You are signed in.')
  })

  it('refuses the answer of another server', async () => {
    const { redirect_uri, code, end } = await wait()
    const page = get(`${redirect_uri}?${query({ iss: 'http://evil.example' })}`)
    await expect(code).rejects.toThrow('another server than http://users.example')
    end(false)
    expect((await page).text).toContain('You are not signed in.')
  })

  it('waits for minutes, and not a millisecond longer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { code, end } = await wait()
      const outcome = code.catch((error: Error) => error.message)
      vi.advanceTimersByTime(limits.browser_answer_milliseconds - 1)
      expect(await Promise.race([outcome, Promise.resolve('waits')])).toBe('waits')
      vi.advanceTimersByTime(1)
      expect(await outcome).toContain('Nobody has answered in the browser within 5 min')
      end(false)
    } finally {
      vi.useRealTimers()
    }
  })

  it('waits for a time, and listens where nobody else can ask', async () => {
    const { redirect_uri, code, end } = await wait(50)
    const port = Number(new URL(redirect_uri).port)
    const outside = new Promise((resolve) => {
      connectSocket(port, '127.0.0.2')
        .on('connect', () => resolve('heard'))
        .on('error', () => resolve('not heard'))
    })
    expect(await outside).toBe('not heard')
    await expect(code).rejects.toThrow(/^Nobody has answered in the browser within 1 min/)
    end(false)
  })
})
