// In place of a screen that failed: a refusal in its own words, or a fault of the page.
import { CallFailed, CallRefused } from '../../src/client/answers.ts'
import { queries } from '../api/queries.ts'
import { Page } from '../parts/page.tsx'
import { Problem } from '../parts/states.tsx'
import { Broken } from './error-boundary.tsx'
import { texts } from './texts.ts'

export function ScreenProblem({ error, reset }: { error: unknown; reset: () => void }) {
  const isAnswer = error instanceof CallRefused || error instanceof CallFailed
  const again = async () => {
    await queries.resetQueries({ predicate: ({ state }) => state.status === 'error' })
    reset()
  }
  return (
    <Page title={isAnswer ? texts.notShown : texts.broken} width="narrow">
      {isAnswer ? <Problem error={error} onRetry={again} /> : <Broken />}
    </Page>
  )
}
