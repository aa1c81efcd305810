// Somebody orders a list of hundreds of groups, of which the page draws those in sight.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { openAsAdmin } from './person.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
})
afterAll(() => server.stop())

const save = (page: Page) => page.getByRole('button', { name: /^Save/ })

describe('a list of hundreds', () => {
  const many = 200
  let attribute: string
  beforeAll(async () => {
    const { json } = await server.api('POST', '/user_attributes', {
      ...{ name: 'page', label: 'Page', type: 'string', user_can_view: true },
    })
    attribute = json.id
    const values: { group_id: string; value: string }[] = []
    for (let at = 1; at <= many; at++) {
      const { json: group } = await server.api('POST', '/groups', { name: `Team ${at}` })
      values.push({ group_id: group.id, value: `/${at}` })
    }
    await server.api('POST', `/user_attributes/${attribute}/group_values`, values)
  })

  const openLong = async () => {
    const opened = await openAsAdmin(server)
    await opened.page.goto('/attributes/page/groups')
    await handle(opened.page, 1, 1).waitFor()
    return opened
  }
  const handle = (page: Page, team: number, rank: number) =>
    page.getByRole('button', { name: `Move Team ${team}, rank ${rank} of ${many}`, exact: true })
  const rows = (page: Page) => page.locator('ol > li')
  const ranks = async () => {
    const { json } = await server.api('GET', `/user_attributes/${attribute}/group_values`)
    return json.map(({ value }: { value: string }) => Number(value.slice(1)))
  }

  it('draws the rows in sight', async () => {
    const { page, close } = await openLong()
    expect(await rows(page).count()).toBeLessThan(60)
    await page.keyboard.press('End')
    await handle(page, many, many).waitFor()
    expect(await rows(page).count()).toBeLessThan(60)
    await rows(page).last().getByText(`Team ${many}`, { exact: true }).waitFor()
    expect(await rows(page).last().getAttribute('aria-setsize')).toBe(String(many))
    await close()
  })

  it('is ordered by the keyboard far beyond what was in sight', async () => {
    const { page, close } = await openLong()
    await handle(page, 1, 1).focus()
    await page.keyboard.press('Space')
    await page.getByText(`Picked up Team 1, rank 1 of ${many}.`).waitFor({ state: 'attached' })
    for (let rank = 2; rank <= 70; rank++) {
      await page.keyboard.press('ArrowDown')
      await page.getByText(`Team 1 is at rank ${rank} of ${many}.`).waitFor({ state: 'attached' })
    }
    await page.keyboard.press('ArrowUp')
    await page.getByText(`Team 1 is at rank 69 of ${many}.`).waitFor({ state: 'attached' })
    await page.keyboard.press('Space')
    await handle(page, 1, 69).waitFor()
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe(
      `Move Team 1, rank 69 of ${many}`,
    )
    await save(page).click()
    await page.getByText(/^Saved\./).waitFor()
    const first = Array.from({ length: 68 }, (_, at) => at + 2)
    expect((await ranks()).slice(0, 70)).toEqual([...first, 1, 70])
    await close()
  })

  it('is ordered by the mouse, also to a place that the page scrolls to', async () => {
    const before = await ranks()
    const { page, close } = await openAsAdmin(server)
    await page.goto('/attributes/page/groups')
    const name = `Team ${before[0]}`
    const box = await handle(page, before[0], 1).boundingBox()
    const { x = 0, y = 0 } = box ?? {}
    await page.mouse.move(x + 8, y + 8)
    await page.mouse.down()
    await page.mouse.move(x + 8, y + 60, { steps: 5 })
    // At the edge of the window, the page scrolls by itself.
    await page.mouse.move(x + 8, 790, { steps: 10 })
    const rank = /is at rank (\d+) of/
    const spoken = page.getByText(rank)
    const reached = async () => Number(rank.exec((await spoken.first().textContent()) ?? '')?.[1])
    await expect.poll(reached, { timeout: 20_000 }).toBeGreaterThan(50)
    await page.mouse.move(x + 8, 400, { steps: 10 })
    await page.mouse.up()
    await page
      .getByText(new RegExp(`${name} .*rank \\d+`))
      .first()
      .waitFor({ state: 'attached' })
    await save(page).click()
    await page.getByText(/^Saved\./).waitFor()
    const after = await ranks()
    const at = after.indexOf(before[0])
    expect(at).toBeGreaterThan(10)
    expect(after).toEqual(before.slice(1).toSpliced(at, 0, before[0]))
    await close()
  })

  it('keeps what is typed and where, however far somebody scrolls', async () => {
    const { page, close } = await openAsAdmin(server)
    const [first] = await ranks()
    await page.goto('/attributes/page/groups')
    const field = page.getByRole('textbox', { name: `Value of Team ${first}`, exact: true })
    await field.fill('/typed')
    await page.mouse.wheel(0, 20_000)
    await rows(page).getByText(`Team ${many}`, { exact: true }).waitFor()
    await page.keyboard.type('/further')
    expect(await field.inputValue()).toBe('/typed/further')
    await close()
  })
})
