export const NBSP = '\u00A0'
export const MINUS = '\u2212'

/** '1 240' with a non-breaking space between thousands. */
export function formatInteger(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number: ${value}`)
  return `${value < 0 ? MINUS : ''}${groupThousands(String(Math.abs(value)))}`
}

/** '1 240,5' or '612': a number with up to so many decimals (at most 6), no useless zero, rounded half away from zero. */
export function formatDecimal(value: number, maxDecimals = 2): string {
  const scale = 10 ** maxDecimals
  // the margin forgives what binary cannot hold: 1.005 is kept as 1.00499999999999989…
  const scaled = Math.round(Math.abs(value) * scale * (1 + Number.EPSILON))
  const fraction = String(scaled % scale)
    .padStart(maxDecimals, '0')
    .replace(/0+$/, '')
  const whole = groupThousands(String(Math.floor(scaled / scale)))
  const sign = value < 0 && scaled !== 0 ? MINUS : ''
  return fraction === '' || maxDecimals === 0 ? `${sign}${whole}` : `${sign}${whole},${fraction}`
}

export function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, NBSP)
}
