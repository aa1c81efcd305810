// The parts of a user, each with its own address.
import { Link } from '@tanstack/react-router'
import styles from '../attribute/tabs.module.css'
import { texts } from './texts.ts'

export const UserTabs = ({ user }: { readonly user: string }) => (
  <nav className={styles['tabs']} aria-label={texts.tabs}>
    <Link
      to="/users/$user"
      params={{ user }}
      activeOptions={{ exact: true, includeSearch: false }}
      className={styles['tab']}
    >
      {texts.values}
    </Link>
    <Link to="/users/$user/account" params={{ user }} className={styles['tab']}>
      {texts.account}
    </Link>
  </nav>
)
