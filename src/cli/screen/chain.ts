// Draws an explanation: the value, then every place that was searched, strongest first, hung on a line.

import type { Explanation as Shape } from '../../explanations/shapes.ts'
import type { Static } from '../../http/schema.ts'
import { type Paint, plainPaint } from './paint.ts'
import { cut, isolated, printable, wrapped } from './printable.ts'
import { shownValue } from './value.ts'
import { widthOf } from './width.ts'

export type Explanation = Static<typeof Shape>
type Step = Explanation['steps'][number]

export interface Drawing {
  /** Columns; undefined if it does not matter. */
  readonly width: number | undefined
  readonly paint?: Paint
  /** The user in the words of the caller. */
  readonly user: string
  /** What the attribute is without the changes that are tried. */
  readonly before?: Explanation | undefined
}

/** Columns that a value has beside its place, at least. */
const least = 20
/** Columns of a line that are neither a place nor a value: signs, gaps and the longest word behind a value. */
const besideLine = 22

/** Ways into a group that are drawn. */
const drawnWays = 3
const indent = '  '

export function drawExplanation(explanation: Explanation, drawing: Drawing): string[] {
  const { width, paint = plainPaint, user, before } = drawing
  const { name, steps, hidden, more_steps, because } = explanation
  const heading = `${name} of ${user}`
  const told = [
    ...lines(heading, width).map(paint.dim),
    ...lines(shownValue(explanation), width).map((line) => paint.strong(isolated(line))),
    ...(before === undefined ? [] : lines(wasOf(before, explanation), width).map(paint.dim)),
    '',
  ]
  if (steps.length === 0) return [...told, ...lines(because, width, 2).map((it) => indent + it)]
  const labels = steps.map((step) => printable(labelOf(step)))
  const room = Math.max(...labels.map(widthOf))
  const values = steps.map((step) => printable(shownValue({ ...step, hidden, source: null })))
  // Where there is room, values stand beside their places; else below.
  const most = width === undefined ? Number.POSITIVE_INFINITY : width - room - besideLine
  const isBeside = most >= least || Math.max(...values.map(widthOf)) <= most
  const drawn = steps.flatMap((step, at) => {
    const isLast = at === steps.length - 1 && more_steps === 0
    const place = { label: labels[at] ?? '', room, isLast, width, isBeside }
    return drawStep(step, values[at] ?? '', place, paint)
  })
  const more = more_steps === 0 ? [] : [`${indent}╵ ${paint.dim(`and ${more_steps} weaker ones`)}`]
  return [...told, ...drawn, ...more]
}

function wasOf(before: Explanation, after: Explanation): string {
  const isSame = before.value === after.value && before.source === after.source
  if (isSame) return 'The same as now.'
  const { source } = before
  return `Now it is ${shownValue(before)} (${source}).`
}

const labelOf = ({ source, rank }: Step): string =>
  rank === undefined ? source : `${source} · rank ${rank}`

interface Place {
  readonly label: string
  readonly room: number
  readonly isLast: boolean
  readonly width: number | undefined
  readonly isBeside: boolean
}

const tags: Readonly<Record<string, string>> = {
  wins: 'wins',
  combined: 'counts',
  next: 'would win next',
  scheduled: 'starts later',
  expired: 'has ended',
}

function drawStep(step: Step, value: string, place: Place, paint: Paint): string[] {
  const { label, room, isLast, width, isBeside } = place
  const isWinner = step.outcome === 'wins' || step.outcome === 'combined'
  const [loud, quiet] = isWinner ? [paint.strong, paint.good] : [paint.dim, paint.dim]
  const mark = isWinner ? paint.good('●') : paint.dim('○')
  const line = isLast ? ' ' : paint.dim('│')
  const tag = tags[step.outcome] ?? ''
  const left = width === undefined ? undefined : width - widthOf(indent) - 3
  const shownLabel = (isWinner ? paint.strong : paint.dim)(isolated(cut(label, left ?? room)))
  const about = [step.because, ...waysOf(step), historyOf(step)].filter((it) => it !== '')
  const below = about.flatMap((text) => lines(text, left).map((it) => paint.dim(isolated(it))))
  const tagged = tag === '' ? '' : `  ${tag}`
  const most = left === undefined ? widthOf(value) : left - room - 2 - tagged.length
  const space = ' '.repeat(Math.max(0, room - widthOf(label) + 2))
  const head = isBeside
    ? [`${shownLabel}${space}${loud(isolated(cut(value, most)))}${tagged && quiet(tagged)}`]
    : [
        shownLabel,
        ...lines(value, left).map((it) => loud(isolated(it))),
        ...(tag === '' ? [] : [quiet(tag)]),
      ]
  const [first, ...others] = [...head, ...below]
  return [
    `${indent}${mark} ${first}`,
    ...others.map((text) => `${indent}${line} ${text}`.trimEnd()),
    ...(isLast ? [] : [`${indent}${line}`]),
  ]
}

/** The ways through groups inside groups. */
function waysOf({ through = [] }: Step): string[] {
  const nested = through.filter((way) => way.length > 1)
  const more = nested.length - drawnWays
  return [
    ...nested.slice(0, drawnWays).map((way) => `in it through ${way.join(' › ')}`),
    ...(more > 0 ? [`and ${more} more ways`] : []),
  ]
}

/** Who set it, when, in which change and why; empty if nothing is known. */
function historyOf({ set_by, sudo_by, set_at, change_id, reason, expires_at }: Step): string {
  const who = set_by && ` by ${set_by.display_name ?? `user ${set_by.user_id}`}`
  const acting = sudo_by && ` (${sudo_by.display_name ?? `user ${sudo_by.user_id}`} acting as them)`
  const parts = [
    set_at === null ? '' : `set ${minute(set_at)}${who ?? ''}${acting ?? ''}`,
    change_id === null ? '' : `change ${change_id}`,
    expires_at === null ? '' : `ends ${minute(expires_at)}`,
    reason === null ? '' : `“${reason}”`,
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

/** `2026-11-30 06:45 UTC` */
export const minute = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`

/** The same of a time that may be missing. */
export const minuteOrNone = (time: string | null | undefined): string =>
  time == null ? '' : minute(time)

/** A text in lines that fit, without what stands before them. */
const lines = (text: string, width: number | undefined, before = 0): string[] =>
  width === undefined ? [printable(text)] : wrapped(printable(text), width - before)
