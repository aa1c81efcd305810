// docs/guides/README.md: the commands of all seventeen jobs work on the demo, from top to bottom.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attriumMain, repository } from '../support/repository.ts'
import { tablesBelow } from './blocks.ts'
import { jobsIn, jobsPage, type Stage, startStage } from './jobs.ts'

const page = jobsPage()
const jobs = jobsIn(page)

let stage: Stage
beforeAll(async () => {
  stage = await startStage(0, attriumMain)
})
afterAll(() => stage.stop())

it('are seventeen, in the order of the table', () => {
  expect(jobs.map(({ number }) => Number(number))).toEqual(
    Array.from({ length: 17 }, (_, at) => at + 1),
  )
  const [rows = []] = tablesBelow(page, '# The daily jobs')
  expect(rows.map(([name = '']) => /^\[(.*)\]/.exec(name)?.[1])).toEqual(
    jobs.map(({ number, title }) => `${number}. ${title}`),
  )
})

it.each(jobs)('$number: $title', { timeout: 60_000 }, async ({ before, commands, server }) => {
  expect(commands.length + (server === undefined ? 0 : 1)).toBeGreaterThan(0)
  for (const script of [...before, ...commands]) {
    const { code, stdout, stderr } = await stage.run(script)
    expect([script, code, code === 0 ? '' : stderr]).toEqual([script, 0, ''])
    if (commands.includes(script)) expect([script, `${stdout}${stderr}`]).not.toEqual([script, ''])
  }
  if (server === undefined) return
  const { code, stdout } = await stage.serve(server)
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^ready http:/)])
  const ini = await stage.run('cat proxied/looker.ini')
  expect(ini.stdout).toContain('base_url=https://attributes.example\n')
})

it('the script for looker_sdk has as many lines as the table says', () => {
  const script = readFileSync(join(repository, 'bench', 'looker_sdk_jobs.py'), 'utf8')
  const [rows = []] = tablesBelow(page, '# The daily jobs')
  const told = rows.flatMap(([name = '', , , about = '']) => {
    const lines = /^(\d+) lines, /.exec(about)?.[1]
    return lines === undefined ? [] : [[/^\[(\d+)/.exec(name)?.[1], Number(lines)]]
  })
  const written = [...script.matchAll(/^def job_(\d+)\([\s\S]*?(?=\n\n\n)/gm)].map(
    ([code, number]) => [number, code.split('\n').filter((line) => line.trim() !== '').length],
  )
  expect(told).toEqual(written)
})
