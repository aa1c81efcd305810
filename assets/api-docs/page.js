// The page to read and try the API, made from openapi.json. Everything shown is set as text, never as markup.

const api = '/api/4.0'
const token = document.getElementById('token')
const find = document.getElementById('find')
const operations = document.getElementById('operations')

/** A new element; texts among its children become text. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value)
  }
  element.append(...children)
  return element
}

const nameOf = (ref) => ref.split('/').at(-1)

/** `string`, `Group`, `list of Role` … */
function typeOf(schema = {}) {
  if (schema.$ref) return nameOf(schema.$ref)
  if (schema.type === 'array') return `list of ${typeOf(schema.items)}`
  const words = [schema.type ?? 'anything', schema.format, schema.nullable && 'or null']
  return words.filter(Boolean).join(' ')
}

const contentOf = (part) => Object.entries(part?.content ?? {})[0] ?? []

function table(rows) {
  return make(
    'table',
    {},
    ...rows.map((cells) => make('tr', {}, ...cells.map((cell) => make('td', {}, cell)))),
  )
}

/** The named schema behind a type, the items of a list included. */
function shapeOf(document_, schema = {}) {
  const { $ref } = schema.type === 'array' ? schema.items : schema
  return $ref ? document_.components.schemas[nameOf($ref)] : undefined
}

/** The fields of a type, to be unfolded; nothing for plain types. */
function fieldsOf(document_, schema) {
  const shape = shapeOf(document_, schema)
  if (!shape?.properties) return typeOf(schema)
  const rows = Object.entries(shape.properties).map(([name, field]) => [
    make('code', {}, name),
    typeOf(field),
    [shape.required?.includes(name) && 'required', field.readOnly && 'read-only']
      .filter(Boolean)
      .join(', '),
    field.description ?? '',
  ])
  return make('details', {}, make('summary', {}, typeOf(schema)), table(rows))
}

/** A body to start from: what may be written, empty. */
function bodyToStartFrom(document_, schema) {
  const { properties = {} } = shapeOf(document_, schema) ?? {}
  const empty = { string: '', boolean: false, integer: 0, array: [], object: {} }
  const item = Object.fromEntries(
    Object.entries(properties)
      .filter(([, field]) => !field.readOnly && !field.$ref)
      .map(([name, field]) => [name, field.nullable ? null : empty[field.type]]),
  )
  const isList = schema.type === 'array'
  const value = isList ? (schema.items.$ref ? [item] : []) : item
  return JSON.stringify(value, null, 2)
}

function parameterInput(parameter) {
  const { type, enum: choices } = parameter.schema
  const values = choices ?? (type === 'boolean' ? ['true', 'false'] : undefined)
  const about = { 'aria-label': parameter.name }
  if (!values) return make('input', { ...about, type: 'text', spellcheck: 'false' })
  const options = ['', ...values].map((value) => make('option', { value }, value))
  return make('select', about, ...options)
}

/** The address with the parameters filled in; empty ones are left out of the query. */
function addressOf(path, inputs) {
  let address = path
  const query = new URLSearchParams()
  for (const [parameter, input] of inputs) {
    const { value } = input
    if (parameter.in === 'path') {
      address = address.replace(`{${parameter.name}}`, encodeURIComponent(value))
    } else if (value !== '') query.set(parameter.name, value)
  }
  return api + address + (query.size > 0 ? `?${query}` : '')
}

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

async function send(method, address, body) {
  const headers = {}
  if (token.value !== '') headers.authorization = `Bearer ${token.value.trim()}`
  if (body !== undefined) headers['content-type'] = 'application/json'
  const start = performance.now()
  const answer = await fetch(address, { method, headers, body, credentials: 'omit' })
  const text = await answer.text()
  const took = Math.round(performance.now() - start)
  return { line: `${answer.status} in ${took} ms`, ok: answer.ok, text }
}

/** The form that sends the operation for real. */
function tryForm(document_, method, path, operation, inputs) {
  const [, content] = contentOf(operation.requestBody)
  const body = content && make('textarea', { 'aria-label': 'Body', spellcheck: 'false' })
  if (body) body.value = bodyToStartFrom(document_, content.schema)
  const output = make('pre', { 'aria-live': 'polite' })
  const form = make('form', {}, ...(body ? [body] : []), make('button', {}, 'Send'), output)
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const address = addressOf(path, inputs)
    output.textContent = '…'
    try {
      const sent = body && body.value.trim() !== '' ? body.value : undefined
      const { line, ok, text } = await send(method, address, sent)
      output.textContent = `${method} ${address}\n${line}\n\n${indented(text)}`
      // Who signs in here goes on with the token he got.
      if (ok && operation.operationId === 'login') token.value = JSON.parse(text).access_token
    } catch (error) {
      output.textContent = `${method} ${address}\nno answer: ${error.message}`
    }
  })
  return form
}

function insideOf(document_, method, path, operation) {
  const inputs = operation.parameters.map((parameter) => [parameter, parameterInput(parameter)])
  const parameters = inputs.map(([parameter, input]) => [
    make('code', {}, parameter.name),
    input,
    `${parameter.in}, ${typeOf(parameter.schema)}${parameter.deprecated ? ', deprecated' : ''}`,
    parameter.description ?? '',
  ])
  const [mediaType, body] = contentOf(operation.requestBody)
  const responses = Object.entries(operation.responses).map(([status, response]) => [
    make('code', {}, status),
    response.description,
    status === '204' ? '' : fieldsOf(document_, contentOf(response)[1]?.schema),
  ])
  return make(
    'div',
    { class: 'inside' },
    make('p', {}, operation.description),
    ...(parameters.length > 0 ? [make('h4', {}, 'Parameters'), table(parameters)] : []),
    ...(body ? [make('h4', {}, `Body, ${mediaType}`), fieldsOf(document_, body.schema)] : []),
    make('h4', {}, 'Answers'),
    table(responses),
    make('h4', {}, 'Try it'),
    tryForm(document_, method, path, operation, inputs),
  )
}

/** One line that unfolds; what is inside is made when it is first looked at. */
function operationLine(document_, method, path, operation) {
  const line = make(
    'details',
    { id: operation.operationId },
    make(
      'summary',
      {},
      make('span', { class: 'method' }, method),
      make('code', {}, path),
      ' ',
      make('span', { class: 'quiet' }, operation.operationId),
    ),
  )
  line.addEventListener('toggle', () => {
    if (line.open && line.children.length === 1) {
      line.append(insideOf(document_, method, path, operation))
    }
  })
  return line
}

function show(document_) {
  const byTag = new Map()
  for (const [path, item] of Object.entries(document_.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const [tag] = operation.tags
      const lines = byTag.get(tag) ?? []
      byTag.set(tag, lines)
      lines.push(operationLine(document_, method.toUpperCase(), path, operation))
    }
  }
  const sections = [...byTag].map(([tag, lines]) =>
    make('section', {}, make('h2', {}, tag), ...lines),
  )
  operations.replaceChildren(...sections)
  find.addEventListener('input', () => {
    const wanted = find.value.trim().toLowerCase()
    for (const section of sections) {
      const lines = [...section.querySelectorAll(':scope > details')]
      for (const line of lines) {
        line.hidden = !line.firstChild.textContent.toLowerCase().includes(wanted)
      }
      section.hidden = lines.every((line) => line.hidden)
    }
  })
}

try {
  const answer = await fetch(`${api}/openapi.json`)
  show(await answer.json())
} catch (error) {
  operations.replaceChildren(make('p', {}, `openapi.json could not be read: ${error.message}`))
}
