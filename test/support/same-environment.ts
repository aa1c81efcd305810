// Many files of tests share a process. What one of them, or an SDK, sets in the environment is not there for the next.
import { afterAll } from 'vitest'

const before = { ...process.env }
afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
})
