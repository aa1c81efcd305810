// One provider: its settings are changed, tried, enabled and deleted here; one of the file is only named.
import { Button } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import {
  changeProvider,
  deleteProvider,
  providerQuery,
  type VersionedProvider,
} from '../../api/providers.ts'
import { queries } from '../../api/queries.ts'
import { isRefusal, problemsIn } from '../../api/told.ts'
import { LeaveGuard } from '../../change/leave-guard.tsx'
import { toast } from '../../parts/announce.ts'
import { Page } from '../../parts/page.tsx'
import { Question } from '../../parts/question.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { Problem } from '../../parts/states.tsx'
import { ForAdmins } from './access.tsx'
import { badLines, draftOf, settingsIn } from './draft.ts'
import { ProviderForm } from './form.tsx'
import styles from './source.module.css'
import { texts } from './texts.ts'
import { TrySettings } from './try-settings.tsx'

const route = getRouteApi('/signed-in/sources/$source')

export function SourceScreen() {
  const { source } = route.useParams()
  return (
    <ForAdmins title={source}>
      <Source key={source} id={source} />
    </ForAdmins>
  )
}

function Source({ id }: { id: string }) {
  const [round, setRound] = useState(0)
  const query = useSuspenseQuery(providerQuery(id))
  const { provider, version } = query.data
  if (version === null) {
    return (
      <Page
        title={provider.name}
        width="narrow"
        above={<Link to="/sources">{texts.all}</Link>}
        about={texts.ofFile}
      >
        {null}
      </Page>
    )
  }
  const readAgain = async () => {
    await query.refetch()
    setRound(round + 1)
  }
  return <Editor key={round} read={query.data} onReadAgain={readAgain} />
}

interface EditorGiven {
  readonly read: VersionedProvider
  readonly onReadAgain: () => Promise<void>
}

function Editor({ read, onReadAgain }: EditorGiven) {
  // What somebody has opened counts, whatever is read later.
  const [saved, setSaved] = useState(read)
  const [draft, setDraft] = useState(() => draftOf(read.provider))
  const [tried, setTried] = useState<unknown>(null)
  const [isDeleting, setDeleting] = useState(false)
  const navigate = useNavigate()
  const { provider, version } = saved
  const { id, name, people } = provider
  const { id: _, ...settings } = settingsIn(draft)
  const body = { ...settings, enabled: draft.enabled }
  const before = draftOf(provider)
  const isTouched = JSON.stringify(draft) !== JSON.stringify(before)
  const saving = useMutation({
    mutationFn: () => changeProvider(id, body, version),
    onSuccess: async (now) => {
      setSaved(now)
      setDraft(draftOf(now.provider))
      await queries.invalidateQueries({ queryKey: ['sources'] })
      toast(texts.saved)
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTried(null)
    if (isTouched && badLines(draft).size === 0) saving.mutate()
  }
  const isOvertaken = isRefusal(saving.error, 412, 404)
  const hasVariable = provider.client_secret_env === draft.client_secret_env
  const secretState = provider.client_secret_is_set ? texts.secretThere : texts.secretGone
  return (
    <Page
      title={name}
      width="narrow"
      above={<Link to="/sources">{texts.all}</Link>}
      about={provider.fault ?? texts.about(people)}
      actions={
        <>
          <SameCall
            call={{ method: 'PATCH', path: `/api/attrium/1.0/sign_in_providers/${id}`, body }}
            command="attrium provider ls"
          />
          <Button variant="default" color="red" onClick={() => setDeleting(true)}>
            {texts.remove}
          </Button>
        </>
      }
    >
      {isTouched && <LeaveGuard />}
      <form onSubmit={send} noValidate>
        <ProviderForm
          draft={draft}
          isNew={false}
          wrong={problemsIn(tried ?? saving.error)}
          secretState={hasVariable ? secretState : undefined}
          callback={provider.callback_address}
          set={(part) => setDraft({ ...draft, ...part })}
        />
        <TrySettings draft={draft} onWrong={setTried} />
        {isOvertaken && (
          <div className={styles['notice']} role="alert">
            {texts.overtaken}
            <Button variant="default" size="compact-sm" onClick={onReadAgain}>
              {texts.readAgain}
            </Button>
          </div>
        )}
        {saving.isError && !isOvertaken && <Problem error={saving.error} />}
        <div className={styles['end']}>
          <Button type="submit" loading={saving.isPending} disabled={!isTouched}>
            {texts.save}
          </Button>
          {isTouched && (
            <Button variant="default" onClick={() => setDraft(before)}>
              {texts.discard}
            </Button>
          )}
        </div>
      </form>
      {isDeleting && (
        <Question
          title={texts.removeTitle(name)}
          action={texts.removeNow}
          run={() => deleteProvider(id, version)}
          onDone={() => {
            toast(texts.removed(name))
            setDraft(before)
            return navigate({ to: '/sources', ignoreBlocker: true })
          }}
          onClose={() => setDeleting(false)}
        >
          <p className={styles['text']}>{texts.removeAbout(people)}</p>
          <p className={styles['text']}>{texts.removeStays}</p>
        </Question>
      )}
    </Page>
  )
}
