// Many files of tests share a process, and what runs later would read a variable that one of them has left behind.
import { afterAll, expect } from 'vitest'

const before = { ...process.env }
afterAll(() => expect(process.env, 'this file leaves the environment changed').toEqual(before))
