// The messages that a pipeline sends to PostgreSQL, written one after the other into one buffer.
import type { Scalar } from '../statement.ts'

const code = { parse: 0x50, bind: 0x42, describe: 0x44, execute: 0x45, close: 0x43, sync: 0x53 }

/**
 * Frontend messages of protocol 3 (PostgreSQL manual, "Message Formats"). Every value is sent as text;
 * the server infers its type.
 */
export class Outgoing {
  /** Used for every pipeline; a copy is sent. */
  #buffer = Buffer.allocUnsafe(64 * 1024)
  #at = 0

  /** Drops everything that was written and not sent. */
  clear(): void {
    this.#at = 0
  }

  parse(name: string, text: string): void {
    const start = this.#begin(code.parse)
    this.#zeroEnded(name)
    this.#zeroEnded(text)
    this.#int16(0)
    this.#end(start)
  }

  /** Asks for the columns of a prepared statement. */
  describe(name: string): void {
    const start = this.#begin(code.describe)
    this.#byte(0x53)
    this.#zeroEnded(name)
    this.#end(start)
  }

  /** Fills the values into a prepared statement and runs it. */
  run(name: string, values: readonly Scalar[]): void {
    const start = this.#begin(code.bind)
    this.#byte(0)
    this.#zeroEnded(name)
    this.#int16(0)
    this.#int16(values.length)
    for (const value of values) this.#value(value)
    this.#int16(0)
    this.#end(start)
    const execute = this.#begin(code.execute)
    this.#byte(0)
    this.#int32(0)
    this.#end(execute)
  }

  /** Forgets a prepared statement, if there is one of this name. */
  close(name: string): void {
    const start = this.#begin(code.close)
    this.#byte(0x53)
    this.#zeroEnded(name)
    this.#end(start)
  }

  /** Ends the pipeline and returns its bytes. */
  sync(): Buffer {
    this.#end(this.#begin(code.sync))
    const sent = Buffer.from(this.#buffer.subarray(0, this.#at))
    this.#at = 0
    return sent
  }

  #begin(code: number): number {
    this.#byte(code)
    this.#room(4)
    const start = this.#at
    this.#at += 4
    return start
  }

  #end(start: number): void {
    this.#buffer.writeInt32BE(this.#at - start, start)
  }

  #value(value: Scalar): void {
    if (value === null) this.#int32(-1)
    else if (typeof value === 'string') this.#lengthAndText(value)
    else this.#lengthAndText(spelled(value))
  }

  #lengthAndText(text: string): void {
    this.#room(4 + text.length * 3)
    const length = this.#buffer.write(text, this.#at + 4, 'utf8')
    this.#buffer.writeInt32BE(length, this.#at)
    this.#at += 4 + length
  }

  #zeroEnded(text: string): void {
    this.#room(text.length * 3 + 1)
    this.#at += this.#buffer.write(text, this.#at, 'utf8')
    this.#byte(0)
  }

  #byte(value: number): void {
    this.#room(1)
    this.#buffer[this.#at++] = value
  }

  #int16(value: number): void {
    this.#room(2)
    this.#at = this.#buffer.writeUInt16BE(value, this.#at)
  }

  #int32(value: number): void {
    this.#room(4)
    this.#at = this.#buffer.writeInt32BE(value, this.#at)
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe((this.#at + bytes) * 2)
    this.#buffer.copy(larger, 0, 0, this.#at)
    this.#buffer = larger
  }
}

/** Returns a value as text that PostgreSQL reads. */
function spelled(value: number | boolean | Uint8Array): string {
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (typeof value === 'number') return String(value)
  return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
}
