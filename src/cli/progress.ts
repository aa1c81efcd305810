// Prints the progress of work that takes more than a second.

/** Prints a line a second on stderr; none if the work takes less. */
export function progressOf(what: string): (done: number, all: number) => void {
  let next = performance.now() + 1000
  return (done, all) => {
    if (done === all || performance.now() < next) return
    next = performance.now() + 1000
    console.error(`${what} ${done.toLocaleString('en')} of ${all.toLocaleString('en')}`)
  }
}
