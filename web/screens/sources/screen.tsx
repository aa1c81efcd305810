// Where values come from: the order of the layers, and each provider with its state, its claims and a box to try some.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRights } from '../../api/rights.ts'
import { sourcesQuery } from '../../api/sources.ts'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { Section } from '../../parts/section.tsx'
import { Empty, Problem, Waiting } from '../../parts/states.tsx'
import { Provider } from './provider.tsx'
import styles from './sources.module.css'
import { texts } from './texts.ts'

export function SourcesScreen() {
  const { isAdmin } = useRights()
  const sources = useQuery({ ...sourcesQuery, enabled: isAdmin })
  return (
    <Page
      title={texts.title}
      about={texts.about}
      width="narrow"
      actions={
        isAdmin && (
          <>
            <SameCall
              call={{ method: 'GET', path: '/api/attrium/1.0/sign_in_providers' }}
              command="attrium provider ls"
            />
            <Button component={Link} to="/sources/new">
              {texts.create}
            </Button>
          </>
        )
      }
    >
      {!isAdmin ? (
        <Empty title={texts.notYours} action={<Link to="/account">My account</Link>}>
          {texts.notYoursAbout}
        </Empty>
      ) : (
        <div>
          <Section title={texts.order} about={texts.orderAbout}>
            <ol className={styles['layers']}>
              {texts.layers.map(([name, about]) => (
                <li key={name}>
                  <strong>{name}</strong> <span className="quiet">{about}</span>
                </li>
              ))}
            </ol>
          </Section>
          {sources.isError ? (
            <Problem error={sources.error} onRetry={() => sources.refetch()} />
          ) : sources.data === undefined ? (
            <Waiting rows={5} />
          ) : sources.data.length === 0 ? (
            <Section title={texts.none}>
              <p className={styles['text']}>
                {texts.noneAbout} <code>{texts.command}</code>
              </p>
            </Section>
          ) : (
            sources.data.map((source) => (
              <Provider key={`${source.set_in} ${source.id}`} source={source} />
            ))
          )}
        </div>
      )}
    </Page>
  )
}
