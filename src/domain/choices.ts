// The choices of an attribute: a list of the values that it allows, beside the rules of its type.
import { limits } from '../limits.ts'

/** Null: every value that fits the type is allowed. */
export type Choices = readonly string[] | null

/** The rule that a text breaks which is none of the choices; undefined if it breaks none. Case counts. */
export function notChosen(choices: Choices | undefined, text: string): string | undefined {
  // guard choices-1: becomes true
  if (choices == null || choices.includes(text)) return undefined
  const listed = choices.map((choice) => `"${choice}"`).join(', ')
  return listed.length <= limits.listed_choices_characters
    ? `be one of ${listed}`
    : `be one of the ${choices.length} choices of the attribute`
}

/** The rule that a list of choices breaks; undefined if it breaks none. Whether each fits the type is another rule. */
export function choicesMisfit(choices: readonly string[]): string | undefined {
  if (choices.length > limits.choices) return `have at most ${limits.choices} items`
  if (choices.join('').length > limits.choices_characters) {
    return `have at most ${limits.choices_characters} characters together`
  }
  return new Set(choices).size < choices.length ? 'list no value twice' : undefined
}

/** Whether everything that was allowed is still allowed. */
export const allowsAsMuch = (before: Choices, after: Choices): boolean =>
  after === null || (before !== null && isPart(before, new Set(after)))

const isPart = (some: readonly string[], all: ReadonlySet<string>): boolean =>
  some.every((choice) => all.has(choice))
