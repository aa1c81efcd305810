// Shows a screen to administrators alone, and says to others whom it is for.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useRights } from '../../api/rights.ts'
import { Page } from '../../parts/page.tsx'
import { Empty } from '../../parts/states.tsx'
import { texts } from './texts.ts'

export function ForAdmins({ title, children }: { title: string; children: ReactNode }) {
  const { isAdmin } = useRights()
  if (isAdmin) return children
  return (
    <Page title={title} width="narrow" above={<Link to="/sources">{texts.all}</Link>}>
      <Empty title={texts.notYours}>{texts.notYoursAbout}</Empty>
    </Page>
  )
}
