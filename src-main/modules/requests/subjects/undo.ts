import type { FileSubject } from '../../../../src-shared/contract/file/subjects'
import type { Ctx } from '../../../kernel/context'
import { subjectOf } from './index'
import type { SubjectDone, SubjectTarget } from './subject'

/** Puts back what an acceptance changed: by the subject's own way, or by doing the contrary. */
export async function undoSubject(
  ctx: Ctx,
  subject: FileSubject,
  target: SubjectTarget,
  done: SubjectDone,
): Promise<void> {
  const module = subjectOf(subject)
  if (module.undo) return module.undo(ctx, target, done)
  const author = { name: '', on: ctx.today }
  switch (done.action) {
    case 'change':
      await module.apply(ctx, target, 'change', done.before, [], author)
      return
    case 'add':
      await module.apply(ctx, { ...target, entryId: done.entryId }, 'remove', {}, [], author)
      return
    case 'remove':
      await module.apply(ctx, { ...target, entryId: null }, 'add', done.before, [], author)
  }
}
