// A real browser for tests: one a process, a fresh profile a page. What the page's policy forbids, and every error of
// its console, fails the test.
import { existsSync } from 'node:fs'
import {
  type Browser,
  type BrowserContext,
  type Cookie,
  chromium,
  type Page,
} from 'playwright-core'
import { expect } from 'vitest'
import type { TestServer } from '../support/server.ts'

/** Chromium looks for its makers' hosts unless it is told not to. */
const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking']
const flags = [
  ...quiet,
  '--no-sandbox',
  '--disable-gpu',
  '--disable-component-update',
  '--disable-sync',
]

let browser: Promise<Browser> | undefined

export function openBrowser(): Promise<Browser> {
  browser ??= launched(process.env['ATTRIUM_TEST_CHROMIUM'] ?? installed())
  return browser
}

/** Without a window to draw, Chromium takes half the processor time. */
function installed(): string {
  const shell = '/usr/bin/chromium-headless-shell'
  return existsSync(shell) ? shell : '/usr/bin/chromium'
}

async function launched(executablePath: string): Promise<Browser> {
  if (!existsSync(executablePath)) {
    throw new Error(
      `there is no ${executablePath}: install Debian's chromium-headless-shell, or name another Chromium in ` +
        'ATTRIUM_TEST_CHROMIUM',
    )
  }
  return chromium.launch({ executablePath, args: flags })
}

export interface Opened {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors of the console and of scripts so far, breaches of the page's policy among them. */
  readonly errors: string[]
  /** Fails if there was an error; a test that leaves its window to the next one ends with it. */
  readonly isCalm: () => void
  /** Closes the window, and fails if there was an error. */
  readonly close: () => Promise<void>
}

export interface Wanted {
  readonly width?: number
  readonly height?: number
  readonly scheme?: 'light' | 'dark'
  /** Errors that the test provokes. Answers that refuse are some: browsers write them to the console. */
  readonly expected?: RegExp
  /** What another window of the same person has: they are signed in. */
  readonly cookies?: readonly Cookie[]
}

/** A window without a session, unless it gets the cookies of one. */
export async function openWindow(server: TestServer, wanted: Wanted = {}): Promise<Opened> {
  const { width = 1280, height = 800, scheme = 'light', expected, cookies = [] } = wanted
  const context = await (await openBrowser()).newContext({
    baseURL: server.url,
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
    storageState: { cookies: [...cookies], origins: [] },
  })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  const errors: string[] = []
  const note = (text: string) => {
    if (!expected?.test(text)) errors.push(text)
  }
  page.on('console', (message) => {
    const isTold = message.text().startsWith('Failed to load resource')
    if (['error', 'warning'].includes(message.type()) && !isTold) note(message.text())
  })
  page.on('response', (response) => {
    const status = response.status()
    // The server shares a process with the tests: when that is busy it refuses some calls, and the page repeats them.
    if (status < 400 || status === 503) return
    const { pathname, search } = new URL(response.url())
    note(`status of ${status}: ${response.request().method()} ${pathname}${search}`)
  })
  page.on('pageerror', (error) => note(error.message))
  page.on('request', (request) => {
    const { origin } = new URL(request.url())
    if (origin !== new URL(server.url).origin && origin !== 'null') note(`a request to ${origin}`)
  })
  const isCalm = () => expect(errors.splice(0)).toEqual([])
  return {
    page,
    context,
    errors,
    isCalm,
    async close() {
      await context.close()
      isCalm()
    },
  }
}
