// A copy of all effective values that stays fresh: it reads everything once, then applies one event after the other.
// LOOKERSDK_BASE_URL, LOOKERSDK_CLIENT_ID and LOOKERSDK_CLIENT_SECRET say where, and with which API key.
const {
  LOOKERSDK_BASE_URL: url,
  LOOKERSDK_CLIENT_ID: client_id = '',
  LOOKERSDK_CLIENT_SECRET: client_secret = '',
} = process.env
let token

async function signIn() {
  const body = new URLSearchParams({ client_id, client_secret })
  const answer = await fetch(`${url}/api/4.0/login`, { method: 'POST', body })
  if (!answer.ok) throw new Error(`Attrium refuses the API key: ${answer.status}`)
  token = (await answer.json()).access_token
}

async function ask(path) {
  for (let attempt = 1; ; attempt++) {
    if (token === undefined) await signIn()
    const headers = { authorization: `token ${token}` }
    const answer = await fetch(`${url}/api/attrium/1.0${path}`, { headers })
    // A token lasts an hour.
    if (answer.status !== 401 || attempt > 1) return answer
    token = undefined
  }
}

/** Values by user id and attribute name. Hidden values are not among them. */
export const values = new Map()

function set({ user_id, attribute, value }) {
  const held = values.get(user_id) ?? new Map()
  values.set(user_id, held)
  if (value === null) held.delete(attribute)
  else held.set(attribute, value)
}

/** Reads everything. The cursor comes first: what changes meanwhile is told again, which does no harm. */
async function startOver() {
  const { cursor } = await (await ask('/events')).json()
  const everything = await ask('/values.ndjson')
  if (!everything.ok) throw new Error(`Attrium does not tell its values: ${everything.status}`)
  values.clear()
  for (const line of (await everything.text()).split('\n')) if (line !== '') set(JSON.parse(line))
  return cursor
}

/** Keeps the copy fresh for ever; `told` is called with each event after it was applied. */
export async function keepFresh(told = () => {}) {
  let cursor = await startOver()
  console.log(`ready ${values.size}`)
  for (;;) {
    const answer = await ask(`/events?after=${cursor}`).catch(() => undefined)
    if (answer?.status === 410) cursor = await startOver()
    else if (answer?.ok) {
      const page = await answer.json()
      for (const event of page.events) {
        set(event)
        told(event)
      }
      cursor = page.cursor
    } else await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

if (process.argv[1] === import.meta.filename) {
  await keepFresh(({ user_id, attribute, value, hidden }) =>
    console.log(`${user_id} ${attribute} ${hidden ? '(hidden)' : value}`),
  )
}
