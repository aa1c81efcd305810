// A new provider.
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { createProvider } from '../../api/providers.ts'
import { queries } from '../../api/queries.ts'
import { problemsIn } from '../../api/told.ts'
import { LeaveGuard } from '../../change/leave-guard.tsx'
import { toast } from '../../parts/announce.ts'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { Problem } from '../../parts/states.tsx'
import { ForAdmins } from './access.tsx'
import { badLines, emptyDraft, settingsIn } from './draft.ts'
import { ProviderForm } from './form.tsx'
import styles from './source.module.css'
import { texts } from './texts.ts'
import { TrySettings } from './try-settings.tsx'

export const NewSourceScreen = () => (
  <ForAdmins title={texts.newTitle}>
    <NewSource />
  </ForAdmins>
)

function NewSource() {
  const [draft, setDraft] = useState(emptyDraft)
  const [tried, setTried] = useState<unknown>(null)
  const navigate = useNavigate()
  const { enabled } = draft
  const body = { ...settingsIn(draft), enabled }
  const saving = useMutation({
    mutationFn: () => createProvider(body),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['sources'] })
      toast(texts.saved)
      await navigate({ to: '/sources', ignoreBlocker: true })
    },
  })
  const isTouched = draft !== emptyDraft
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTried(null)
    if (badLines(draft).size === 0) saving.mutate()
  }
  return (
    <Page
      title={texts.newTitle}
      width="narrow"
      above={<Link to="/sources">{texts.all}</Link>}
      about={texts.newAbout}
      actions={
        <SameCall
          call={{ method: 'POST', path: '/api/attrium/1.0/sign_in_providers', body }}
          command="attrium provider ls"
        />
      }
    >
      {isTouched && !saving.isSuccess && <LeaveGuard />}
      <form onSubmit={send} noValidate>
        <ProviderForm
          draft={draft}
          isNew
          wrong={problemsIn(tried ?? saving.error)}
          set={(part) => setDraft({ ...draft, ...part })}
        />
        <TrySettings draft={draft} onWrong={setTried} />
        {saving.isError && <Problem error={saving.error} />}
        <div className={styles['end']}>
          <Button type="submit" loading={saving.isPending} disabled={!isTouched}>
            {texts.save}
          </Button>
        </div>
      </form>
    </Page>
  )
}
