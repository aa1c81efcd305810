// The parts of an attribute, each with its own address, by the name or the id that the address has now.
import { Link } from '@tanstack/react-router'
import styles from './tabs.module.css'
import { texts } from './texts.ts'

export const AttributeTabs = ({ attribute }: { readonly attribute: string }) => (
  <nav className={styles['tabs']} aria-label={texts.tabs}>
    <Link
      to="/attributes/$attribute"
      params={{ attribute }}
      activeOptions={{ exact: true }}
      className={styles['tab']}
    >
      {texts.definition}
    </Link>
    <Link to="/attributes/$attribute/groups" params={{ attribute }} className={styles['tab']}>
      {texts.groupValues}
    </Link>
  </nav>
)
