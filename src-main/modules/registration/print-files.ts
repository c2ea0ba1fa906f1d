import { refuse } from '../../../src-shared/errors'
import { formatDate } from '../../../src-shared/format/date'
import { parisDate } from '../../../src-shared/kernel/instant'
import { isLocalDate, type LocalDate } from '../../../src-shared/kernel/local-date'
import { isSchoolYear, type SchoolYear } from '../../../src-shared/kernel/school-year'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx, ManualCtx } from '../../kernel/context'
import type { FileReply, FileRoute } from '../../kernel/files'
import { renderCommitteeList } from '../../print/committee-list'
import { renderRegistrationForms } from '../../print/registration-form'
import type { PrintFamily, PrintTown } from '../../print/types'
import type { CommitteeDocument, PersonOnForm, RegistrationFormDocument } from '../../print/types-registration'
import { loadActivities } from '../activities'
import { childrenOfFamily } from '../children'
import { enrolmentsOf } from '../enrolments'
import { familyHeader, familyIsVisible, quotientsOf, visibleFamilies } from '../families'
import { readTown } from '../organisation'
import { quotientOn } from '../../../src-shared/rules/quotient'
import { readFiles } from './facts'
import { needWords, structureNames } from './pre-enrolments'
import { dossierName } from './pre-enrolment-words'
import { fileRows, guardianFacts } from './store'
import { patternRows } from './store-enrolments'
import { dossierRows } from './store-pre-enrolments'
import { fileYear } from './years'

async function printTown(ctx: Ctx): Promise<PrintTown> {
  const town = await readTown(ctx)
  return {
    name: town.name,
    addressLines: [town.addressLine, `${town.postalCode} ${town.city}`.trim()].filter((line) => line !== ''),
    ...(town.phone ? { phone: town.phone } : {}),
    ...(town.email ? { email: town.email } : {}),
    ...(town.accentColour ? { color: town.accentColour } : {}),
    paymentHints: [],
  }
}

const known = (facts: PersonOnForm['facts']) => facts.filter(({ value }) => value !== '')
const yesNo = (value: boolean) => (value ? 'oui' : 'non')

async function childOnForm(
  child: Awaited<ReturnType<typeof childrenOfFamily>>[number],
  familyId: number,
): Promise<PersonOnForm> {
  const contacts = child.contacts.filter((one) => !one.forbidden && one.familyId === familyId)
  return Promise.resolve({
    name: `${child.firstName} ${child.lastName}`,
    facts: known([
      { label: 'Né(e) le', value: child.birthDate === null ? '' : formatDate(child.birthDate) },
      { label: 'École', value: [child.schoolName, child.classLevel, child.className].filter(Boolean).join(', ') },
      { label: 'Repart seul(e)', value: yesNo(child.leavesAlone) },
      { label: 'Droit à l’image', value: yesNo(child.imageConsent) },
      ...contacts.map(({ fullName, relationship, phone, mayCollect, emergency }, index) => {
        const roles = [mayCollect ? 'peut venir chercher' : '', emergency ? 'à appeler' : ''].filter(Boolean).join(', ')
        const who = [fullName, relationship, phone].filter(Boolean).join(', ')
        return { label: index === 0 ? 'Contacts' : '', value: roles === '' ? who : `${who} (${roles})` }
      }),
    ]),
  })
}

/** One family's form for a year, from what its file holds at this moment. */
export async function registrationForm(
  ctx: Ctx,
  familyId: number,
  year: SchoolYear,
): Promise<RegistrationFormDocument> {
  const [file] = await readFiles(ctx, [familyId], year)
  if (!file) return refuse('record.not-found')
  const [row] = await fileRows(ctx.db, [familyId], year)
  const header = await familyHeader(ctx, familyId)
  const guardians = await guardianFacts(ctx.db, [familyId])
  const [holder] = guardians
  const name = holder ? `${holder.firstName} ${holder.lastName}` : `Famille ${header.name}`
  const family: PrintFamily = {
    number: String(header.number),
    name,
    addressLines: [name, ...header.addressLines].slice(0, 6),
  }
  const quotient = quotientOn((await quotientsOf(ctx, [familyId])).get(familyId) ?? [], ctx.today)
  const children = await childrenOfFamily(ctx, familyId)
  return {
    ...{ town: await printTown(ctx), family, year, issuedOn: ctx.today },
    ...{ complete: file.status.complete, percent: file.status.percent, missing: [...file.status.missing] },
    submitted: row?.submittedAt ? formatDate(parisDate(row.submittedAt)) : '',
    guardians: guardians.map((one) => ({
      name: `${one.firstName} ${one.lastName}`,
      facts: known([
        { label: 'Téléphone', value: [one.mobile, one.phone].filter(Boolean).join(', ') },
        { label: 'E-mail', value: one.email },
      ]),
    })),
    familyFacts: known([
      { label: 'Adresse', value: header.addressLines.join(', ') },
      {
        label: 'Quotient familial',
        value: quotient ? String(quotient.value) : 'non communiqué\u00a0: tarif le plus élevé',
      },
    ]),
    children: await Promise.all(children.map((child) => childOnForm(child, familyId))),
    enrolments: await enrolmentLines(ctx, familyId, new Map(children.map(({ id, firstName }) => [id, firstName]))),
  }
}

async function enrolmentLines(ctx: Ctx, familyId: number, children: ReadonlyMap<number, string>) {
  const activities = new Map((await loadActivities(ctx)).map(({ id, name }) => [id, name]))
  const regular = new Set((await patternRows(ctx.db, familyId)).map(({ enrolmentId }) => enrolmentId))
  const rows = await enrolmentsOf(ctx, { familyId, from: ctx.today, to: '9999-12-31' as LocalDate })
  return rows.map(({ id, childId, activityId, startDate }) => ({
    childName: children.get(childId) ?? '',
    activityName: activities.get(activityId) ?? '',
    mode: regular.has(id) ? 'Régulière' : 'Occasionnelle',
    from: startDate,
  }))
}

/** The form of a family for the year that it fills in, as a file. */
export async function registrationPdf(
  ctx: Pick<ManualCtx, 'read'>,
  familyId: number,
  wanted?: SchoolYear,
): Promise<FileReply> {
  const document = await ctx.read(async (unit) => {
    const { registration } = (await readTown(unit)).settings
    return registrationForm(unit, familyId, wanted ?? fileYear(registration, unit.today))
  })
  return {
    contentType: 'application/pdf',
    fileName: `fiche-inscription-${document.year}-${document.family.number}.pdf`,
    body: await renderRegistrationForms([document]),
    inline: true,
  }
}

async function committeeDocument(ctx: Ctx, kind: 'school' | 'nursery', date: LocalDate): Promise<CommitteeDocument> {
  const names = await structureNames(ctx)
  const rows = (await dossierRows(ctx.db, { kind, committeeDate: date, visible: visibleFamilies(ctx) })).filter(
    ({ status }) => status === 'committee' || status === 'waiting',
  )
  return {
    town: await printTown(ctx),
    title: kind === 'nursery' ? 'Commission d’attribution' : 'Commission scolaire',
    ...{ date, issuedOn: ctx.today },
    lines: rows.map((one) => ({
      rank: one.rank === null ? '' : String(one.rank),
      points: one.points === null ? '' : String(one.points),
      childName: dossierName(one),
      birth: one.birthDate === null ? 'à naître' : formatDate(one.birthDate),
      family: `Famille n°\u00a0${one.familyNumber}${one.resident ? '' : ', hors commune'}`,
      wishes: one.wishes.map((id) => names.get(id) ?? '').join(', '),
      need: kind === 'nursery' ? needWords(one) : `${one.schoolYear}, ${one.classLevel}`,
      note: one.priorityNote,
    })),
  }
}

const formsAtOnce = 400

/** `/files/registration/12.pdf?year=2026-2027`; `/files/registration-forms.pdf?ids=12,13`; the list of a committee. */
export const registrationFiles: FileRoute<StaffActor>[] = [
  {
    path: '/files/registration/:id.pdf',
    permission: 'families.read',
    handle: async (ctx, params, query) => {
      const familyId = Number(params['id'])
      const year = query['year']
      if (!Number.isSafeInteger(familyId)) refuse('record.not-found')
      if (year !== undefined && !isSchoolYear(year)) refuse('record.not-found')
      await ctx.read(async (unit) => {
        if (!(await familyIsVisible(unit, familyId))) refuse('record.not-found')
      })
      return registrationPdf(ctx, familyId, year)
    },
  },
  {
    path: '/files/registration-forms.pdf',
    permission: 'families.read',
    handle: async (ctx, _params, query) => {
      const year = query['year'] ?? ''
      const ids = (query['ids'] ?? '').split(',').map(Number).filter(Number.isSafeInteger)
      if (!isSchoolYear(year) || ids.length === 0 || ids.length > formsAtOnce) return refuse('record.not-found')
      const documents = await ctx.read(async (unit) => {
        const forms: RegistrationFormDocument[] = []
        for (const id of ids) {
          if (!(await familyIsVisible(unit, id))) refuse('record.not-found')
          forms.push(await registrationForm(unit, id, year))
        }
        return forms
      })
      const fileName = `fiches-inscription-${year}.pdf`
      return { contentType: 'application/pdf', fileName, body: await renderRegistrationForms(documents), inline: true }
    },
  },
  {
    path: '/files/committee/:kind/:date.pdf',
    permission: 'requests.decide',
    handle: async (ctx, params) => {
      const { kind = '', date = '' } = params
      if (!isLocalDate(date) || (kind !== 'school' && kind !== 'nursery')) return refuse('record.not-found')
      const document = await ctx.read((unit) => committeeDocument(unit, kind, date))
      if (document.lines.length === 0) refuse('pre-enrolment.nobody-that-day')
      const body = await renderCommitteeList(document)
      return { contentType: 'application/pdf', fileName: `commission-${date}.pdf`, body, inline: true }
    },
  },
]
