// In place of a screen that is on its way.
import { Waiting } from '../parts/states.tsx'
import styles from './pending.module.css'

export const Pending = () => (
  <div className={styles['pending']}>
    <Waiting rows={8} />
  </div>
)
