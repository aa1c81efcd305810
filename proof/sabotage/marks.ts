// Finds the marks of guards, `// guard ID: HOW` above their code, and takes a guard away.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'rolldown/utils'

/** One mark; a guard in several places has one mark at each. */
export interface Mark {
  readonly id: string
  /** From the root of the repository. */
  readonly file: string
  /** The change that a saboteur makes to the code below: see `edited`. */
  readonly how: string
  /** The end of the mark in the text. */
  readonly end: number
}

/** The parts of a syntax tree node that are used here. */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [part: string]: unknown
}

const mark = /^ guard ([a-z][a-z0-9-]*): (\S.*)$/
const folders = ['src', 'assets']

/** Every mark of the program, file by file. Throws when one cannot be read. */
export function marksOf(root: string): Mark[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .map((file) => `${folder}/${file}`)
        .filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.test.ts')),
    )
    .flatMap((file) => marksIn(file, readFileSync(join(root, file), 'utf8')))
}

export function marksIn(file: string, text: string): Mark[] {
  if (!text.includes('// guard ')) return []
  return parsed(file, text)
    .comments.filter(({ value }) => value.startsWith(' guard '))
    .map(({ value, end }) => {
      const [, id, how] = mark.exec(value) ?? []
      if (id === undefined || how === undefined) throw new Error(`${file}: cannot read //${value}`)
      return { id, file, how, end }
    })
}

/** The file without the code that the marks name. Throws when a mark does not fit the code below it. */
export function sabotaged(file: string, text: string, marks: readonly Mark[]): string {
  const { nodes } = parsed(file, text)
  // The last mark comes first, so that the places of the others stay right.
  return [...marks]
    .sort((one, other) => other.end - one.end)
    .reduce((before, { id, how, end }) => {
      const unit = unitAt(nodes, text, end + (space.exec(text.slice(end))?.[0].length ?? 0))
      if (unit === undefined) throw new Error(`${file}: no code begins below the mark of ${id}`)
      const after = edited(before, unit, how)
      if (after === undefined || after === before)
        throw new Error(`${file}: the mark of ${id} does not fit the code below it: ${how}`)
      return after
    }, text)
}

/** White space and comments, other marks among them. */
const space = /^(\s|\/\/.*|\/\*[\s\S]*?\*\/)*/

interface Unit {
  readonly start: number
  readonly end: number
  /** The part that `becomes` replaces. */
  readonly value: { readonly start: number; readonly end: number }
}

/**
 * The unit that begins there: a statement, a part of a list, a property, an operand or a link of a chain of
 * calls.
 */
function unitAt(nodes: readonly Node[], text: string, start: number): Unit | undefined {
  if (text[start] === '.' && text[start + 1] !== '.') {
    const link = nodes.find((node) => isCallOf(node, start + 1))
    return link && { start, end: link.end, value: { start, end: link.end } }
  }
  const [largest] = nodes
    .filter((node) => node.start === start)
    .sort((one, other) => other.end - one.end)
  return largest && { start, end: largest.end, value: resultOf(largest) }
}

const isCallOf = (node: Node, name: number) =>
  node.type === 'CallExpression' &&
  ((node['callee'] as Node)['property'] as Node | undefined)?.start === name

function resultOf(node: Node): Node {
  const part = (name: string) => node[name] as Node
  switch (node.type) {
    case 'IfStatement':
    case 'WhileStatement':
      return part('test')
    case 'ReturnStatement':
    case 'ThrowStatement':
      return part('argument') ?? node
    case 'VariableDeclaration':
      return (node['declarations'] as { init?: Node }[])[0]?.init ?? node
    case 'ExportNamedDeclaration':
      return resultOf(part('declaration'))
    case 'Property':
    case 'PropertyDefinition':
      return part('value')
    case 'ExpressionStatement':
      return resultOf(part('expression'))
    case 'AssignmentExpression':
      return part('right')
    default:
      return node
  }
}

/**
 * `gone`: the code below is left out. `becomes X`: its condition, its result or its assigned value is X
 * instead. `A → B`: A, which occurs in it once, is replaced by B. `without A`: A is left out. `after the
 * next`: the code moves behind the next line.
 */
function edited(text: string, { start, end, value }: Unit, how: string): string | undefined {
  const put = (from: number, to: number, what: string) =>
    text.slice(0, from) + what + text.slice(to)
  if (how === 'gone') return put(start, end + (text[end] === ',' ? 1 : 0), '')
  if (how.startsWith('becomes ')) return put(value.start, value.end, how.slice('becomes '.length))
  if (how === 'after the next') {
    const next = text.indexOf('\n', end + 1)
    return put(start, next, `${text.slice(end, next).trim()}\n${text.slice(start, end)}`)
  }
  const [old = '', ...instead] = how.startsWith('without ')
    ? [how.slice('without '.length), '']
    : how.split(' → ')
  const at = text.indexOf(old, start)
  const isOnce = at >= start && at + old.length <= end && !text.slice(at + 1, end).includes(old)
  return isOnce && instead.length === 1 ? put(at, at + old.length, instead[0] ?? '') : undefined
}

const known = new Map<string, { readonly nodes: readonly Node[]; readonly comments: Comments }>()
type Comments = readonly { readonly value: string; readonly end: number }[]

function parsed(file: string, text: string) {
  const before = known.get(text)
  if (before !== undefined) return before
  const { program, comments, errors } = parseSync(file, text)
  const [wrong] = errors
  if (wrong !== undefined) throw new Error(`${file}: ${wrong.message}`)
  const syntax = { nodes: nodesBelow(program), comments }
  known.set(text, syntax)
  return syntax
}

function nodesBelow(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return []
  const below = Object.values(value).flatMap(nodesBelow)
  return isNode(value) ? [value, ...below] : below
}

/** The node of the whole file does not count, because it begins where its first statement begins. */
const isNode = (value: object): value is Node =>
  'type' in value && 'start' in value && value.type !== 'Program'
