// Metrics for Prometheus: counts and times, without a value, an e-mail address or an id in a label.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Commit } from './store/db.ts'
import type { CommitObserver } from './store/observed.ts'

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export class Metrics implements CommitObserver {
  readonly #registry = new Registry()
  readonly #durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From the head of a request to the end of its answer, by path template.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: seconds,
    registers: [this.#registry],
  })
  readonly #valueChanges = this.#counter(
    'attrium_effective_value_changes_total',
    'Stored changes of user values, group values, their order and definitions; each may change effective values.',
  )
  readonly #auditEvents = this.#counter('attrium_audit_events_total', 'Audit rows stored.')
  readonly #loginFailures = this.#counter(
    'attrium_login_failures_total',
    'Sign-ins refused because the API key is wrong.',
  )

  constructor(version: string) {
    const build = new Gauge({
      name: 'attrium_build_info',
      help: 'Always 1; the label names the version of Attrium.',
      labelNames: ['version'] as const,
      registers: [this.#registry],
    })
    build.set({ version }, 1)
    // Memory, CPU, descriptors, garbage collection and the delay of the event loop.
    collectDefaultMetrics({ register: this.#registry })
  }

  committed({ audit }: Commit): void {
    this.#auditEvents.inc()
    if (audit.user_attribute_id !== null) this.#valueChanges.inc()
  }

  loginFailed(): void {
    this.#loginFailures.inc()
  }

  answered(method: string, route: string, status: number, milliseconds: number): void {
    this.#durations.observe({ method, route, status }, milliseconds / 1000)
  }

  /** All metrics in the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }

  #counter(name: string, help: string): Counter {
    return new Counter({ name, help, registers: [this.#registry] })
  }
}
