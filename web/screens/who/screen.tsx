// Who has which value: the question, what all values are, and the people or groups that fit.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useLocation } from '@tanstack/react-router'
import { attributesQuery } from '../../api/attributes.ts'
import { filled } from '../../parts/filled.ts'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { Empty } from '../../parts/states.tsx'
import { minute } from '../../parts/times.ts'
import { ForManagers } from '../../shell/for-managers.tsx'
import { callOf, commandOf } from './command.ts'
import { askedBy, matchesOf, type Search } from './question.ts'
import { attributeNamed, QuestionForm } from './question-form.tsx'
import { Results } from './results.tsx'
import { Summary } from './summary.tsx'
import { texts } from './texts.ts'
import styles from './who.module.css'

const route = getRouteApi('/signed-in/who')

export const WhoScreen = () => (
  <ForManagers title={texts.title}>
    <Who />
  </ForManagers>
)

function Who() {
  const search: Search = filled(route.useSearch())
  const navigate = route.useNavigate()
  const sought = useLocation({ select: ({ state }) => state.sought })
  const attributes = useQuery(attributesQuery)
  const attribute = attributeNamed(attributes.data, search.attribute)
  const show = (change: Partial<Record<keyof Search, string>>, value = sought) => {
    // The value is put beside the address, never into it.
    const state = value === undefined ? {} : { sought: value }
    return navigate({ search: filled({ ...search, ...change }), state, replace: true })
  }
  const change = (given: Partial<Record<keyof Search, string>>) => {
    const next = attributeNamed(attributes.data, given.attribute)
    const isMatch = ({ match = 'set' }: Search) =>
      next === undefined || matchesOf(next).some((it) => it === match)
    return show({ ...given, ...(!isMatch({ ...search, ...given }) && { match: '' }) })
  }
  const asked = askedBy(search, sought)
  const isFilter = attribute !== undefined && matchesOf(attribute).includes('admits')
  return (
    <Page
      title={texts.title}
      about={texts.about}
      actions={asked && <SameCall call={callOf(asked)} command={commandOf(asked)} />}
    >
      <QuestionForm
        search={search}
        sought={sought}
        onChange={change}
        onSought={(value) => show({}, value)}
      />
      {search.as_of !== undefined && <p>{texts.asOfNote(minute(search.as_of))}</p>}
      {search.attribute === undefined ? (
        <Empty title={texts.start}>{texts.startAbout}</Empty>
      ) : (
        <>
          {attribute !== undefined && (
            <Summary
              search={{ ...search, attribute: search.attribute }}
              sought={search.match === 'is' ? sought : undefined}
              onAsk={(value) => show({ match: 'is' }, value)}
            />
          )}
          {asked?.match === 'is' && asked.of !== 'group' && isFilter && (
            <div className={styles['notice']}>
              {texts.filterNote(asked.attribute, sought ?? '')}
              <Button size="compact-sm" variant="default" onClick={() => show({ match: 'admits' })}>
                {texts.showAdmitted(sought ?? '')}
              </Button>
            </div>
          )}
          {asked === undefined ? (
            <Empty title={texts.typeValue}>{texts.typeValueAbout}</Empty>
          ) : (
            <Results key={JSON.stringify(asked)} asked={asked} />
          )}
        </>
      )}
    </Page>
  )
}
