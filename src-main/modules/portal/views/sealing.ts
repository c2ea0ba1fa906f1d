import { sealedKinds } from '../../../../src-shared/contract/portal/views'
import type { Cipher } from '../../../kernel/cipher'

const placeOf = (key: string) => `sync_view.body/${key}`
const isSealedKind = (key: string) => sealedKinds.has(key.split('/')[0] ?? '')
// A view is JSON: its text never begins like a sealed value.
const isSealed = (text: string) => text.startsWith('v1.')

/** The text of a view as it is kept: sealed where it holds health data. Each side seals with its own key. */
export const sealView = (cipher: Cipher, key: string, text: string): string =>
  isSealedKind(key) ? cipher.seal(text, placeOf(key)) : text

/** The text of a view as it was built. */
export const openView = (cipher: Cipher, key: string, text: string): string =>
  isSealed(text) ? cipher.open(text, placeOf(key)) : text
