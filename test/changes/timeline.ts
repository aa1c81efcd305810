// What a user has of their own over time, as a list of times says: the oracle of values for a time.

interface Stretch {
  readonly value: string
  readonly from: number
  readonly to: number
}

/** The value of one user over time. */
export class Person {
  readonly id: string
  stretches: Stretch[] = []
  etag: string | undefined
  claimed: string | undefined

  constructor(id: string) {
    this.id = id
  }

  at = (time: number) => this.stretches.find(({ from, to }) => from <= time && time < to)?.value
  scheduled = (time: number) => this.stretches.find(({ from }) => from > time)

  cut(time: number): void {
    const kept = this.stretches.filter(({ from }) => from < time)
    this.stretches = kept.map((it) => ({ ...it, to: Math.min(it.to, time) }))
  }

  set(value: string, from: number, to: number): void {
    this.cut(from)
    this.stretches.push({ value, from, to })
  }
}
