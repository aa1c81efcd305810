// What people do on the screens, from a key or a click to what it asks for: measured by `npm run bench -- --web`.
import type { Page } from 'playwright-core'
import { firstUserId } from './requests.ts'

/** Groups with a value of the attribute whose list is ordered. */
export const groupsWithValue = 1000

export interface Interaction {
  readonly name: string
  readonly path: string
  /** Is there before somebody acts. */
  readonly ready: string
  readonly prepare?: (page: Page) => Promise<void>
  readonly act: (page: Page) => Promise<void>
  /** An expression that is true when it is there. */
  readonly there: string
  /** Of the time until it is there; none where the server computes it. */
  readonly goal?: string
}

const has = (selector: string, text = '') =>
  `[...document.querySelectorAll(${JSON.stringify(selector)})]
    .some((it) => it.textContent.includes(${JSON.stringify(text)}))`

const toEnd = (page: Page) => page.getByRole('searchbox').press('End')
const type = (letter: string) => (page: Page) => page.keyboard.press(letter)
const click = (name: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name }).first().click()

export const interactions: readonly Interaction[] = [
  {
    name: 'attributes: type into the filter',
    path: '/attributes?search=bench_attribute_',
    ready: has('tbody a'),
    prepare: toEnd,
    act: type('7'),
    there: `${has('tbody a', 'attribute_7')} && !${has('tbody a', 'attribute_1')}`,
  },
  {
    name: 'attributes: sort by type',
    path: '/attributes',
    ready: has('tbody a'),
    act: (page) => page.getByRole('button', { name: 'Type' }).click(),
    there: 'document.querySelector("th[aria-sort=ascending]") !== null',
  },
  {
    name: 'attributes: open one',
    path: '/attributes',
    ready: has('tbody a'),
    act: (page) => page.locator('tbody a').first().click(),
    there: `${has('h1', 'Bench Attribute')} && document.querySelector("form input, main input") !== null`,
  },
  {
    name: 'users: scroll to the end of a page',
    path: '/users',
    ready: has('tbody a'),
    act: (page) => page.keyboard.press('End'),
    there: 'window.scrollY > 0 && document.querySelectorAll("tbody a").length > 4',
  },
  {
    name: 'users: type into the search',
    path: '/users?search=Number',
    ready: has('tbody a'),
    prepare: toEnd,
    act: type('1'),
    there:
      'location.search.includes("search=Number1") && document.querySelector("h2, tbody a") !== null',
  },
  {
    name: 'users: open one',
    path: '/users',
    ready: has('tbody a'),
    act: (page) => page.locator('tbody a').first().click(),
    there: has('main li', 'bench_attribute'),
  },
  {
    name: 'user: type into the filter of values',
    path: `/users/${firstUserId}?search=bench_attribute_`,
    ready: has('main li', 'bench_attribute_1'),
    prepare: toEnd,
    act: type('7'),
    there: `${has('main li', 'attribute_7')} && !${has('main li', 'attribute_1')}`,
  },
  {
    name: 'user: open why',
    path: `/users/${firstUserId}`,
    ready: has('main li', 'bench_attribute_1'),
    act: click(/^bench_attribute_0/),
    there: has('main li li'),
  },
  {
    name: `group values: move one of ${groupsWithValue}`,
    path: '/attributes/bench_attribute_11/groups',
    ready: has('ol li bdi'),
    act: (page) =>
      page
        .locator('ol li')
        .first()
        .getByRole('button', { name: / down$/ })
        .click(),
    there: has('ol li', 'was 1'),
  },
  {
    name: 'attribute: a new label until the preview is there',
    path: '/attributes/bench_attribute_11',
    ready: 'document.querySelector("main input") !== null',
    act: async (page) => {
      await page.getByRole('textbox', { name: 'Label', exact: true }).press('x')
    },
    there:
      '[...document.querySelectorAll("button:not([disabled], [aria-disabled=true])")]' +
      '.some((it) => /^Save/.test(it.textContent))',
  },
  {
    name: 'who: another kind of values',
    path: '/who?attribute=bench_attribute_0',
    ready: has('tbody td'),
    prepare: (page) => page.getByRole('combobox', { name: 'Values', exact: true }).click(),
    act: (page) => page.getByRole('option', { name: 'set on people themselves' }).click(),
    there: 'location.search.includes("of=own") && document.querySelector("tbody td") !== null',
  },
  {
    name: 'history: take the filter away',
    path: '/history?attribute=bench_attribute_7',
    ready: has('tbody td'),
    act: click('Take the filters away'),
    there: '!location.search.includes("attribute") && document.querySelector("tbody td") !== null',
  },
]
