// The administrator of a demo in a browser: they choose a password, and allow whatever asks.
import { signedIn } from '../../src/client/client.ts'
import type { Demo } from '../../src/demo/start-demo.ts'
import { get } from '../support/plain-get.ts'

/** Opens addresses as a browser in which the administrator has signed in. */
export async function administratorOf({ url, key }: Pick<Demo, 'url' | 'key'>) {
  const looker = await signedIn(url, key)
  const path = { user_id: '1' }
  const address = 'POST /users/{user_id}/credentials_email/password_reset'
  const { body } = await looker(address, { path, query: { expires: true } })
  const token = new URL(body.password_reset_url ?? '').hash.replace('#token=', '')
  const begun = await fetch(`${url}/web/link`, {
    method: 'PUT',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ token, password: 'correct horse battery staple' }),
  })
  const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? ''
  return (opened: string): void => {
    const form = new URL(opened).searchParams
    form.set('decision', 'allow')
    form.set('person', '1')
    void fetch(`${url}/auth`, {
      method: 'POST',
      headers: { origin: url, cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
      redirect: 'manual',
    }).then(({ headers }) => get(headers.get('location') ?? ''))
  }
}
