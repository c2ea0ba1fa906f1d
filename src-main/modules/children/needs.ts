import { z } from 'zod'
import { childNeeds, type ChildNeed } from '../../../src-shared/labels/child'
import type { Cipher } from '../../kernel/cipher'

/** What welcoming a child asks: sealed, because a hearing aid says something of health. */
export interface Needs {
  needs: ChildNeed[]
  needsNote: string
}

const zNeeds = z.object({ needs: z.array(z.enum(childNeeds)), needsNote: z.string() })
const placeOf = (childId: number) => `child.needs/${childId}`

export function sealNeeds(cipher: Cipher, childId: number, { needs, needsNote }: Needs): string {
  if (needs.length === 0 && needsNote === '') return ''
  return cipher.seal(JSON.stringify({ needs, needsNote }), placeOf(childId))
}

export function openNeeds(cipher: Cipher, childId: number, sealed: string): Needs {
  if (sealed === '') return { needs: [], needsNote: '' }
  return zNeeds.parse(JSON.parse(cipher.open(sealed, placeOf(childId))))
}
