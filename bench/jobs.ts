// Measures the daily jobs of docs/guides/README.md on a server of 3,000 people, and what looker_sdk needs for them.
import { fileURLToPath } from 'node:url'
import { jobsIn, jobsPage, type Ran, type Stage, startStage } from '../test/docs/jobs.ts'
import { python } from '../test/examples/tools.ts'
import { median, milliseconds, progress, table, writeResults } from './report.ts'

const main = fileURLToPath(new URL('../package/main.js', import.meta.url))
const script = fileURLToPath(new URL('../../bench/looker_sdk_jobs.py', import.meta.url))

const people = 3000

interface OfSdk {
  readonly lines: number
  readonly calls: number
  readonly seconds: number
}

/** Jobs change the server, so each round has fresh ones. Only commands count, with the start of their processes. */
export async function measureJobs({
  rounds,
  file,
}: {
  readonly rounds: number
  readonly file: string
}): Promise<void> {
  const jobs = jobsIn(jobsPage())
  const spent: Record<string, number[]> = {}
  for (let round = 1; round <= rounds; round++) {
    await onStage(async (stage) => {
      for (const { number, before, commands, server } of jobs) {
        for (const it of before) await worked(stage.run(it))
        let milliseconds = 0
        for (const it of commands) milliseconds += (await worked(stage.run(it))).milliseconds
        if (server !== undefined) milliseconds += (await worked(stage.serve(server))).milliseconds
        const list = spent[number] ?? []
        spent[number] = list
        list.push(milliseconds)
      }
    })
    progress(round, rounds)
  }
  const sdk = await ofSdk()
  const rows = jobs.map(({ number, title }) => {
    const { lines, calls, seconds } = sdk[number] ?? {}
    return [
      `${number}. ${title}`,
      milliseconds(median(spent[number] ?? [])),
      ...(seconds === undefined ? ['', '', ''] : [`${lines}`, `${calls}`, seconds.toFixed(1)]),
    ]
  })
  const heads = ['job', 'attrium, ms', 'lines of looker_sdk', 'calls', 'looker_sdk, s']
  console.log(table(heads, rows))
  writeResults(file, { rounds, people, spent, sdk })
}

async function onStage<Result>(use: (stage: Stage) => Promise<Result>): Promise<Result> {
  const stage = await startStage(people, main)
  try {
    return await use(stage)
  } finally {
    await stage.stop()
  }
}

/** By the number of the job; nothing where the SDK is not there. */
async function ofSdk(): Promise<Readonly<Record<string, OfSdk>>> {
  const { command, missing } = python()
  if (missing !== undefined) {
    console.log(`looker_sdk is left out: ${missing}`)
    return {}
  }
  return onStage(async ({ run, staging, production }) => {
    const { stdout } = await worked(run(`"${command}" "${script}" "${staging}" "${production}"`))
    return JSON.parse(stdout)
  })
}

async function worked(running: Promise<Ran>): Promise<Ran> {
  const it = await running
  if (it.code !== 0) throw new Error(it.stderr)
  return it
}
