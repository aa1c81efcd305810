// About the server: version, health, documents.
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { carryOnce } from '../../api/carry.ts'
import { looker } from '../../api/clients.ts'
import { basePath, serverUrl } from '../../api/server-url.ts'
import { Badge } from '../../parts/badge.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { Section } from '../../parts/section.tsx'
import styles from './about.module.css'
import { texts } from './texts.ts'

export function AboutScreen() {
  const { data: versions } = useSuspenseQuery({
    queryKey: ['versions'],
    queryFn: async () => (await looker('GET /versions')).body,
  })
  return (
    <Page
      title={texts.title}
      width="narrow"
      about={texts.about}
      actions={<SameCall call={{ method: 'GET', path: '/versions' }} command="attrium --version" />}
    >
      <div>
        <Section title={texts.server} about={texts.serverAbout}>
          <Facts>
            <dt>{texts.version}</dt>
            <dd>{versions.attrium_version}</dd>
            <dt>{texts.looker}</dt>
            <dd>{versions.looker_release_version}</dd>
            <dt>{texts.address}</dt>
            <dd>
              <code>{versions.api_server_url}</code>
            </dd>
          </Facts>
        </Section>
        <Section title={texts.health} about={texts.healthAbout}>
          <Facts>
            <Check name={texts.live} path="/livez" />
            <Check name={texts.ready} path="/readyz" />
            <Check name={texts.changes} path="/availability" />
          </Facts>
        </Section>
        <Section title={texts.documents} about={texts.documentsAbout}>
          <ul className={styles['links']}>
            <li>
              <a href={`${basePath}/api-docs`}>{texts.docs}</a>
            </li>
            <li>
              <a href={`${basePath}/api/4.0/api_spec/4.0/openapi.json`}>{texts.openapi}</a>
            </li>
            <li>
              <a href={`${basePath}/api/attrium/1.0/openapi.json`}>{texts.attrium}</a>
            </li>
          </ul>
        </Section>
        <Section title={texts.doctor}>
          <p className={styles['text']}>
            {texts.doctorAbout} <code>{texts.doctorCommand}</code>. {texts.settingsAbout}
          </p>
        </Section>
      </div>
    </Page>
  )
}

interface CheckGiven {
  readonly name: string
  readonly path: string
}

function Check({ name, path }: CheckGiven) {
  const check = useQuery({
    queryKey: ['health', path],
    queryFn: async () => {
      const asked = { method: 'GET', address: serverUrl + path, headers: {}, body: undefined }
      const { status, text } = await carryOnce(asked)
      return { isWell: status === 200, told: statusIn(await text()) }
    },
    refetchInterval: 10_000,
    staleTime: 0,
    retry: false,
  })
  const isWell = check.data?.isWell === true
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {check.isError ? (
          <Badge meaning="danger">{texts.unknown}</Badge>
        ) : (
          check.data && (
            <>
              <Badge meaning={isWell ? 'wins' : 'danger'}>{isWell ? texts.yes : texts.no}</Badge>{' '}
              <span className="quiet">{check.data.told}</span>
            </>
          )
        )}
      </dd>
    </>
  )
}

function statusIn(text: string): string {
  try {
    const { status } = JSON.parse(text) as { readonly status?: unknown }
    return typeof status === 'string' ? status : ''
  } catch {
    return ''
  }
}
