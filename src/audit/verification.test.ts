// What an audit without rows is held against, and that reading a damaged one comes to an end.
import { expect, it } from 'vitest'
import { AuditCheck, insistOnOrder } from './verification.ts'

it('a chain without a row is whole when its head says so', () => {
  const problemsOf = (chain_sequence: number, mac: string) => {
    const problems: string[] = []
    const check = new AuditCheck('key', [], (problem) => problems.push(problem))
    check.finish([{ chain_id: '1', chain_sequence, mac }])
    return problems
  }
  expect(problemsOf(0, '')).toEqual([])
  expect(problemsOf(3, 'mac')).toEqual(['chain 1 ends with number 0, not 3 as its head says'])
  expect(problemsOf(0, 'mac')).toEqual(['the head of chain 1 is not its newest row'])
})

it('rows that come again, or from before, are refused instead of read for ever', () => {
  insistOnOrder({ sequence: 8 }, 7)
  for (const sequence of [7, 3]) expect(() => insistOnOrder({ sequence }, 7)).toThrow('damaged')
})
