import { NBSP } from './number'

/** '05 36 49 12 40' for a French number; any other is shown as it was written. */
export function formatPhone(text: string): string {
  const national = text.replace(/[\s.\-()]/g, '').replace(/^(?:\+33|0033)0?(?=[1-9]\d{8}$)/, '0')
  if (!/^0\d{9}$/.test(national)) return text.trim()
  return national.replace(/(\d{2})(?=\d)/g, `$1${NBSP}`)
}
