import { refuse } from '../../../src-shared/errors'
import type { StaffActor } from '../../kernel/actor'
import { writeAudit, type Ctx } from '../../kernel/context'
import type { FileReply, FileRoute } from '../../kernel/files'
import { renderHealthSheet } from '../../print/health-sheet'
import type { HealthSheetDocument } from '../../print/health-sheet-types'
import { familyIsVisible } from '../families'
import { healthSheetDocument } from './health-sheet'
import { readPhoto } from './photo'
import { readChild } from './service'

async function requireVisible(ctx: Ctx, childId: number): Promise<number> {
  if (!Number.isSafeInteger(childId)) refuse('record.not-found')
  for (const { id } of (await readChild(ctx, childId)).families) if (await familyIsVisible(ctx, id)) return id
  return refuse('record.not-found')
}

/** The sheet as a file; whoever asked has been checked, and leaves its trace before anything is shown. */
export async function healthSheetReply(document: HealthSheetDocument): Promise<FileReply> {
  const { firstName, lastName } = document.child
  const fileName = `fiche-sanitaire-${firstName}-${lastName}.pdf`.toLowerCase().replace(/\s+/g, '-')
  return { contentType: 'application/pdf', fileName, body: await renderHealthSheet(document), inline: true }
}

/** Downloads of the back office: the health sheet and the picture of a child. */
export const childrenFiles: FileRoute<StaffActor>[] = [
  {
    path: '/files/children/:id/fiche-sanitaire.pdf',
    permission: 'health.read',
    handle: async (ctx, params, query) => {
      const childId = Number(params['id'])
      if (!ctx.actor.permissions.has('families.read')) refuse('permission.missing', { permission: 'families.read' })
      const document = await ctx.write(async (unit) => {
        const first = await requireVisible(unit, childId)
        const familyId = Number(query['famille'] ?? first)
        await writeAudit(unit, 'children.healthSheet', { entity: 'health', id: childId, familyId })
        return healthSheetDocument(unit, childId, familyId)
      })
      return healthSheetReply(document)
    },
  },
  {
    path: '/files/children/:id/photo',
    permission: 'families.read',
    handle: async (ctx, params) => {
      const childId = Number(params['id'])
      const picture = await ctx.read(async (unit) => {
        await requireVisible(unit, childId)
        return readPhoto(unit, childId)
      })
      if (!picture) return refuse('record.not-found')
      const { contentType, body } = picture
      return { contentType, fileName: `enfant-${childId}`, body, inline: true }
    },
  },
]
