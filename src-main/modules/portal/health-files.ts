import { refuse } from '../../../src-shared/errors'
import type { ParentActor } from '../../kernel/actor'
import { writeAudit } from '../../kernel/context'
import type { FileRoute } from '../../kernel/files'
import { healthSheetDocument, healthSheetReply, readChild, readPhoto } from '../children'

/**
 * Beside the desk: the health sheet and the picture of a child of the family of the session; anybody else's does not exist. A
 * hosted portal holds neither.
 */
export const childFiles: FileRoute<ParentActor>[] = [
  {
    path: '/files/children/:id/health-sheet.pdf',
    permission: 'signed-in',
    handle: async (ctx, params) => {
      const childId = Number(params['id'])
      const { familyId } = ctx.actor
      if (!Number.isSafeInteger(childId)) refuse('record.not-found')
      const document = await ctx.write(async (unit) => {
        const sheet = await healthSheetDocument(unit, childId, familyId)
        await writeAudit(unit, 'portal.healthSheet', { entity: 'health', id: childId, familyId })
        return sheet
      })
      return healthSheetReply(document)
    },
  },
  {
    path: '/files/children/:id/photo',
    permission: 'signed-in',
    handle: async (ctx, params) => {
      const childId = Number(params['id'])
      if (!Number.isSafeInteger(childId)) refuse('record.not-found')
      const picture = await ctx.read(async (unit) => {
        const { families } = await readChild(unit, childId)
        return families.some(({ id }) => id === ctx.actor.familyId) ? readPhoto(unit, childId) : null
      })
      if (!picture) return refuse('record.not-found')
      return { contentType: picture.contentType, fileName: `enfant-${childId}`, body: picture.body, inline: true }
    },
  },
]
