import type { portalContract } from '../../../src-shared/contract/portal'
import { viewKey } from '../../../src-shared/contract/portal/views'
import { refuse } from '../../../src-shared/errors'
import { addDays, datesBetween, monthOf, startOfWeek } from '../../../src-shared/kernel/local-date'
import { firstDay, lastDay } from '../../../src-shared/kernel/year-month'
import type { ParentActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'
import type { FileRoute } from '../../kernel/files'
import { createAccessHandlers } from './access'
import { createIdentityHandlers } from './identity'
import { ownInvoice, readInvoice, readInvoices } from './account'
import { computeCalendar } from './calendar-days'
import { checkConsent, checkRules, readDocuments, requiredFor, sendDocument } from './documents'
import { identityOf, readHome } from './home'
import { readHousehold } from './household'
import {
  confirmOwnFile,
  describeOffer,
  readOwnFile,
  requestEnrolment,
  requestNursery,
  requestSchool,
} from './registration'
import { readCalendarSources, readFamily } from './reading'
import { readFile, submitFile } from './file'
import { complete, listRequests, quote, readRequest, submit, withdraw } from './requests'
import { chooseFamily, describeSession, signIn, signOut } from './session'
import type { PortalShape } from './shape'
import { readOwnTariffs } from './tariffs'

type OwnHandlers = Omit<Handlers<typeof portalContract, ParentActor>, `payments.${string}`>

/** The portal's operations, whatever stands behind: views of the desk, or a copy of them on a web host. */
export function createPortalHandlers(shape: PortalShape): OwnHandlers {
  const { views } = shape
  return {
    ...createAccessHandlers(shape),
    ...createIdentityHandlers(shape),
    'session.signIn': (ctx, input) => signIn(ctx, views, input),
    'session.signOut': async (ctx) => {
      await signOut(ctx)
      return { done: true }
    },
    'session.current': (ctx) => (ctx.actor.kind === 'parent' ? describeSession(ctx, views) : Promise.resolve(null)),
    'session.chooseFamily': (ctx, { position }) => chooseFamily(ctx, views, position),
    'town.identity': async (ctx) => {
      const [town] = await views.get(ctx, viewKey.town())
      return identityOf(town ?? refuse('town.missing'))
    },
    'home.read': (ctx) => readHome(ctx, shape),
    'calendar.month': async (ctx, { month = monthOf(ctx.today), week }) => {
      const monday = week && startOfWeek(week)
      const dates = monday ? datesBetween(monday, addDays(monday, 6)) : datesBetween(firstDay(month), lastDay(month))
      return computeCalendar(await readCalendarSources(ctx, views, dates))
    },
    'booking.quote': (ctx, { items }) => quote(ctx, shape, items),
    'booking.submit': (ctx, input) => submit(ctx, shape, input),
    'requests.list': (ctx, input) => listRequests(ctx, shape, input),
    'requests.get': (ctx, { id }) => readRequest(ctx, shape, id),
    'requests.withdraw': async (ctx, { id }) => {
      await withdraw(ctx, shape, id)
      return { done: true }
    },
    'requests.complete': (ctx, input) => complete(ctx, shape, input),
    'file.read': (ctx) => readFile(ctx, shape),
    'file.submit': (ctx, input) => submitFile(ctx, shape, input),
    'documents.read': (ctx) => readDocuments(ctx, shape),
    'documents.requiredFor': (ctx, input) => requiredFor(ctx, shape, input),
    'documents.send': (ctx, input) => sendDocument(ctx, shape, input),
    'rules.accept': async (ctx, input) => {
      await ctx.read((unit) => checkRules(unit, shape, input))
      await shape.papers.accept(ctx, input)
      return { done: true }
    },
    'consents.answer': async (ctx, input) => {
      await ctx.read((unit) => checkConsent(unit, shape, input))
      await shape.papers.answer(ctx, input)
      return { done: true }
    },
    'registration.read': (ctx) => readOwnFile(ctx, shape),
    'registration.confirm': (ctx, input) => confirmOwnFile(ctx, shape, input),
    'registration.offer': (ctx) => describeOffer(ctx, shape),
    'enrolment.request': (ctx, input) => requestEnrolment(ctx, shape, input),
    'preEnrolment.school': (ctx, input) => requestSchool(ctx, shape, input),
    'preEnrolment.nursery': (ctx, input) => requestNursery(ctx, shape, input),
    'invoices.list': (ctx) => readInvoices(ctx, views),
    'invoices.get': (ctx, { id }) => readInvoice(ctx, views, id),
    'tariffs.read': (ctx) => readOwnTariffs(ctx, views),
    'family.read': (ctx) => readHousehold(ctx, views),
  }
}

export function createPortalFiles({ views, documents, papers }: PortalShape): FileRoute<ParentActor>[] {
  return [
    {
      path: '/files/uploads/:id',
      permission: 'signed-in',
      handle: (ctx, params, query) => papers.open(ctx, params['id'] ?? '', query),
    },
    {
      path: '/files/registration.pdf',
      permission: 'signed-in',
      handle: (ctx) => documents.registrationPdf(ctx),
    },
    {
      path: '/files/invoices/:id.pdf',
      permission: 'signed-in',
      handle: async (ctx, params) => {
        const id = Number(params['id'])
        if (!Number.isSafeInteger(id)) refuse('record.not-found')
        await ctx.read(async (unit) => ownInvoice(unit, views, (await readFamily(unit, views)).family, id))
        return documents.invoicePdf(ctx, id)
      },
    },
  ]
}
