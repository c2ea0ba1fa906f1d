import type { PortalGate } from '../../../src-shared/contract/portal/session'
import { refuse, type ErrorCode } from '../../../src-shared/errors'
import type { Actor } from '../../kernel/actor'
import type { Ctx, ParentCtx } from '../../kernel/context'
import type { ViewSource } from './views/source'

/** What stays open while a session has something to do first. Everything else is refused, whoever asks. */
const always = ['session.', 'town.']
const openTo: Record<PortalGate, readonly string[]> = {
  password: [...always, 'access.changePassword', 'access.readLink', 'access.choosePassword', 'access.forgotten'],
  completion: [...always, 'access.'],
  // Only what it takes to complete the file, its requests, and what is owed.
  file: [
    ...always,
    'access.',
    'registration.',
    'file.',
    'family.',
    'documents.',
    'requests.',
    'invoices.',
    'payments.',
  ],
}
const filesOpenTo: Record<PortalGate, readonly string[]> = {
  password: [],
  completion: [],
  file: [
    '/files/invoices/',
    '/files/receipts/',
    '/files/documents/',
    '/files/registration',
    '/files/uploads',
    '/uploads',
  ],
}
const refusals: Record<PortalGate, ErrorCode> = {
  password: 'access.password-first',
  completion: 'access.completion-first',
  file: 'registration.access-limited',
}

/** The yearly file comes first where the town decided it and this family's is not complete. */
export async function fileGate(ctx: ParentCtx, views: ViewSource): Promise<PortalGate | null> {
  return (await isLimitedToFile(ctx, views)) ? 'file' : null
}

async function isLimitedToFile(_ctx: ParentCtx, _views: ViewSource): Promise<boolean> {
  return Promise.resolve(false)
}

export type Guard = (ctx: Ctx, actor: Actor, name: string) => Promise<void>

/** Refuses what a session may not do yet; `name` is an operation, or the path of a file. */
export function createGuard(views: ViewSource): Guard {
  return async (ctx, actor, name) => {
    if (actor.kind !== 'parent') return
    const open = name.startsWith('/') ? filesOpenTo : openTo
    const passes = (gate: PortalGate) => open[gate].some((prefix) => name.startsWith(prefix))
    const own = actor.gate ?? null
    if (own !== null && !passes(own)) refuse(refusals[own])
    if (own !== null || passes('file')) return
    if ((await fileGate({ ...ctx, actor }, views)) !== null) refuse(refusals.file)
  }
}
