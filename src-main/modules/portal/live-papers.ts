import { acceptRules, answerConsent, openParentUpload } from '../documents'
import type { PapersDoor } from './shape'

/** Beside the desk, what a parent accepts is kept at once, with where it came from. */
export const livePapers: PapersDoor = {
  accept: (ctx, { rulesId, sha256 }) => {
    const { familyId, personId, accountId } = ctx.actor
    const { address, userAgent } = ctx.caller
    return ctx.write((unit) =>
      acceptRules(unit, {
        ...{ rulesId, familyId, personId, accountId, sha256, address, userAgent, channel: 'portal', at: unit.now },
      }),
    )
  },
  answer: (ctx, { kind, childId, given }) => {
    const { familyId, personId } = ctx.actor
    const { address, userAgent } = ctx.caller
    return ctx.write((unit) =>
      answerConsent(unit, {
        ...{ kind, childId, given, familyId, personId, address, userAgent, channel: 'portal', at: unit.now },
      }),
    )
  },
  open: openParentUpload,
  kept: () => Promise.resolve({ given: [], acceptances: [], answers: [] }),
}
