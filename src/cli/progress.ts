// Prints the progress of work that takes more than a second.

interface Surroundings {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  readonly print: (line: string) => void
}

const ofProcess: Surroundings = {
  now: () => performance.now(),
  print: (line) => console.error(line),
}

const everyMilliseconds = 1000

/** Prints a line a second on stderr; none if the work takes less. */
export function progressOf(
  what: string,
  { now, print }: Surroundings = ofProcess,
): (done: number, all: number) => void {
  let next = now() + everyMilliseconds
  return (done, all) => {
    if (done === all || now() < next) return
    next = now() + everyMilliseconds
    print(`${what} ${done.toLocaleString('en')} of ${all.toLocaleString('en')}`)
  }
}

/** Prints a line a second while something is done whose end is unknown. */
export function eachSecond(
  print: (line: string) => void,
  now: () => number = () => performance.now(),
): (line: () => string) => void {
  let next = now() + everyMilliseconds
  return (line) => {
    if (now() < next) return
    next = now() + everyMilliseconds
    print(line())
  }
}
