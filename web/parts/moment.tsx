// A moment in the time zone of the reader; the exact one is in the title.
const parts: Intl.DateTimeFormatOptions = {
  ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  ...{ hour: '2-digit', minute: '2-digit' },
}
/** Made when the first moment is shown: it loads the rules of a language. */
let withYear: Intl.DateTimeFormat | undefined

export function Moment({ at }: { readonly at: string }) {
  withYear ??= new Intl.DateTimeFormat('en-GB', parts)
  return (
    <time dateTime={at} title={at}>
      {withYear.format(new Date(at))}
    </time>
  )
}

/** As a field for date and time has it, in the time zone of the reader. */
export function localTime(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}
