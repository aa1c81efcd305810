// Every figure of the proof, in the order of their numbers.
import { answerTimesFigure } from './answer-times.ts'
import type { Figure } from './figure.ts'
import { forgedTokensFigure } from './forged-tokens.ts'
import { rateLimitsFigure } from './rate-limits.ts'

export const figures: readonly Figure[] = [forgedTokensFigure, rateLimitsFigure, answerTimesFigure]
