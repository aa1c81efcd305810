// "As a call": the request and the command that do what the screen does.
import { ActionIcon, Button, Popover, Tooltip } from '@mantine/core'
import { IconCheck, IconCode, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { serverUrl } from '../api/server-url.ts'
import { say } from './announce.ts'
import { shellText } from './command.ts'
import styles from './same-call.module.css'

export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** From the prefix of the API on, such as `/api/attrium/1.0/attributes`. */
  readonly path: string
  readonly body?: unknown
  /** A CSV that is sent in place of a body. */
  readonly file?: string
}

interface Given {
  readonly call: ApiCall
  /** Lines for a shell. */
  readonly command: string
}

export function SameCall({ call, command }: Given) {
  return (
    <Popover position="bottom-end" width={460} withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconCode size={16} aria-hidden />}>
          As a call
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles['panel']} aria-label="The same by API and command line">
        <Text title="Request" text={curlOf(call)} />
        <Text title="Command" text={command} />
        <p className={styles['note']}>
          <code>$TOKEN</code> is an access token of the API; the command finds the server by its
          profile.
        </p>
      </Popover.Dropdown>
    </Popover>
  )
}

function Text({ title, text }: { title: string; text: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    say(`${title} copied`)
    setTimeout(() => setCopied(false), 1500)
  }
  const label = isCopied ? 'Copied' : `Copy the ${title.toLowerCase()}`
  return (
    <div className={styles['block']}>
      <div className={styles['head']}>
        <span>{title}</span>
        <Tooltip label={label}>
          <ActionIcon aria-label={label} onClick={copy}>
            {isCopied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        </Tooltip>
      </div>
      {/* What scrolls can be reached by the keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as said above */}
      <section className={styles['code']} tabIndex={0} aria-label={title}>
        <pre>{text}</pre>
      </section>
    </div>
  )
}

export function curlOf({ method, path, body, file }: ApiCall): string {
  const lines = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${shellText(serverUrl + path)}`,
    `  -H "Authorization: Bearer $TOKEN"`,
  ]
  if (body !== undefined) {
    lines.push("  -H 'Content-Type: application/json'", `  -d ${shellText(JSON.stringify(body))}`)
  }
  if (file !== undefined) lines.push("  -H 'Content-Type: text/csv'", `  --data-binary @${file}`)
  return lines.join(' \\\n')
}
