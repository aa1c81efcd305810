// What is shown at an address that no screen has.
import { Link } from '@tanstack/react-router'
import { Empty } from '../parts/states.tsx'
import styles from './outside.module.css'
import { texts } from './texts.ts'

export const NoSuchPage = () => (
  <main className={styles['outside']}>
    <Empty title={texts.noPage} action={<Link to="/attributes">{texts.toAttributes}</Link>}>
      {texts.noPageAbout}
    </Empty>
  </main>
)
