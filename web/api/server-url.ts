// Where the server is: the page says how its own address leads there, whatever a proxy puts before it.
const told = document.querySelector<HTMLMetaElement>('meta[name=base]')?.content ?? './'

/** The path of the server without a slash at its end; empty where nothing comes before it. */
export const basePath = new URL(told, window.location.href).pathname.replace(/\/$/, '')

/** The address of the server without a slash at its end. */
export const serverUrl = window.location.origin + basePath
