import type { RegistrationPayload } from '../../../src-shared/contract/registration'
import type { FileFilter, FileLine, RegistrationFile } from '../../../src-shared/contract/staff/registration'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { SchoolYear } from '../../../src-shared/kernel/school-year'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import { actorName } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import { familyIsVisible, requireFamily, visibleFamilies } from '../families'
import { readTown } from '../organisation'
import { readFiles, type KnownFile } from './facts'
import { confirmSections, familiesWithChildren, fileFor, fileRows, type FileRow } from './store'
import { demandedYears, fileYear, openYears } from './years'

/** Marks the portal's view of a family's registration as stale, and tells open screens. */
export async function registrationChanged(ctx: Ctx, familyId: number): Promise<void> {
  await ctx.touch(`registration/${familyId}`)
  ctx.afterCommit(() => ctx.services.publish({ type: 'families', familyId }))
}

function lineOf(
  { familyId, familyNumber, familyName, children, status }: KnownFile,
  row: FileRow | undefined,
): FileLine {
  return {
    ...{ familyId, familyNumber, familyName },
    children: children.map(({ firstName }) => firstName),
    percent: status.percent,
    complete: status.complete,
    missing: [...status.missing],
    sentAt: row?.sentAt ?? null,
    sentCount: row?.sentCount ?? 0,
    submittedAt: row?.submittedAt ?? null,
    exempted: row?.exempted ?? false,
  }
}

const matches: Record<FileFilter, (line: FileLine) => boolean> = {
  all: () => true,
  complete: ({ complete }) => complete,
  incomplete: ({ complete }) => !complete,
  'not-started': ({ complete, submittedAt, percent }) => !complete && submittedAt === null && percent < 50,
  'not-sent': ({ complete, sentAt }) => !complete && sentAt === null,
  exempted: ({ exempted }) => exempted,
}

interface ListInput {
  year: SchoolYear | null
  filter: FileFilter
  search: string
  offset: number
  limit: number
}

/** Every family with a child, with the standing of its file; the counts do not depend on the filter. */
export async function listFiles(ctx: Ctx, { year: wanted, filter, search, offset, limit }: ListInput) {
  const { settings } = await readTown(ctx)
  const years = openYears(settings.registration, ctx.today)
  const year = wanted ?? fileYear(settings.registration, ctx.today)
  const lines = await linesOf(ctx, year, search)
  const kept = lines.filter(matches[filter])
  const countOf = (one: FileFilter) => lines.filter(matches[one]).length
  return {
    year,
    years: years.includes(year) ? years : [year, ...years],
    lines: kept.slice(offset, offset + limit),
    total: kept.length,
    counts: {
      all: lines.length,
      complete: countOf('complete'),
      incomplete: countOf('incomplete'),
      'not-started': countOf('not-started'),
      'not-sent': countOf('not-sent'),
      exempted: countOf('exempted'),
    },
  }
}

export async function linesOf(ctx: Ctx, year: SchoolYear, search: string): Promise<FileLine[]> {
  const words = normalizeSearch(search).split(' ').filter(Boolean)
  const ids = await familiesWithChildren(ctx.db, visibleFamilies(ctx), words)
  const rows = new Map((await fileRows(ctx.db, ids, year)).map((row) => [row.familyId, row]))
  return (await readFiles(ctx, ids, year)).map((known) => lineOf(known, rows.get(known.familyId)))
}

/** The file of one family for a year; nothing is written by reading it. */
export async function readFile(ctx: Ctx, familyId: number, wanted: SchoolYear | null): Promise<RegistrationFile> {
  if (!(await familyIsVisible(ctx, familyId))) refuse('record.not-found')
  const { settings } = await readTown(ctx)
  const year = wanted ?? fileYear(settings.registration, ctx.today)
  const [known] = await readFiles(ctx, [familyId], year)
  if (!known) refuse('record.not-found')
  const [row] = await fileRows(ctx.db, [familyId], year)
  const line = lineOf(known, row)
  const isOpen = line.complete || line.exempted
  const isDemanded = demandedYears(settings.registration, ctx.today).includes(year)
  const years = openYears(settings.registration, ctx.today)
  return {
    ...line,
    year,
    years: years.includes(year) ? years : [year, ...years],
    version: row?.version ?? 0,
    submittedBy: row?.submittedBy ?? '',
    exemptionReason: row?.exemptionReason ?? '',
    sections: known.status.sections.map((section) => ({
      ...section,
      missing: [...section.missing],
      advice: [...section.advice],
    })),
    stopsBooking: settings.registration.blocksBooking && isDemanded && !isOpen,
    stopsAccess: settings.registration.limitsAccess && isDemanded && !isOpen,
  }
}

/** Sections read again by an agent with the family. */
export async function confirmByStaff(
  ctx: Ctx,
  { familyId, year, sections }: { familyId: number; year: SchoolYear; sections: readonly string[] },
): Promise<RegistrationFile> {
  await requireFamily(ctx, familyId)
  await confirm(ctx, { familyId, year, sections, at: ctx.now, by: actorName(ctx.actor) })
  return readFile(ctx, familyId, year)
}

interface Confirmation {
  familyId: number
  year: SchoolYear
  sections: readonly string[]
  at: Instant
  by: string
}

async function confirm(ctx: Ctx, { familyId, year, sections, at, by }: Confirmation): Promise<void> {
  if (sections.length === 0) return
  const [known] = await readFiles(ctx, [familyId], year)
  const keys = new Set(known?.status.sections.map(({ key }) => key) ?? [])
  if (sections.some((section) => !keys.has(section))) refuse('registration.unknown-section')
  const file = await fileFor(ctx.db, familyId, year)
  await confirmSections(ctx.db, file.id, sections, { at, by })
  await registrationChanged(ctx, familyId)
}

/**
 * What a parent sent of their yearly file: sections read again, and the word that it is ready. The word is kept even while
 * something is missing: the parent has done their part, and what is missing is shown to both.
 */
export async function receiveFile(
  ctx: Ctx,
  input: { familyId: number; payload: RegistrationPayload; at: Instant; by: string },
): Promise<void> {
  const { familyId, payload, at, by } = input
  const { schoolYear: year, confirmations, submitted } = payload
  const { settings } = await readTown(ctx)
  if (!openYears(settings.registration, ctx.today).includes(year)) {
    refuse('registration.not-open', { year })
  }
  await confirm(ctx, { familyId, year, sections: confirmations, at, by })
  if (!submitted) return
  await fileFor(ctx.db, familyId, year)
  await ctx.db.run`update registration_file set submitted_at = ${at}, submitted_by = ${by}, version = version + 1
    where family_id = ${familyId} and school_year = ${year}`
  await registrationChanged(ctx, familyId)
}

/** Opens the portal and the bookings of a family in spite of its file (or closes them again). */
export async function exempt(
  ctx: Ctx,
  input: { familyId: number; year: SchoolYear; exempted: boolean; reason: string },
): Promise<RegistrationFile> {
  const { familyId, year, exempted, reason } = input
  await requireFamily(ctx, familyId)
  if (exempted && reason === '') refuse('registration.reason-required')
  await fileFor(ctx.db, familyId, year)
  await ctx.db.run`update registration_file set exempted = ${exempted}, exemption_reason = ${exempted ? reason : ''},
    version = version + 1 where family_id = ${familyId} and school_year = ${year}`
  await registrationChanged(ctx, familyId)
  return readFile(ctx, familyId, year)
}

export interface RegistrationStatus {
  year: SchoolYear
  complete: boolean
  percent: number
  missing: string[]
}

/** Where the file of the year stands, for other domains. */
export async function registrationStatus(ctx: Ctx, familyId: number): Promise<RegistrationStatus> {
  const { settings } = await readTown(ctx)
  const year = fileYear(settings.registration, ctx.today)
  const [known] = await readFiles(ctx, [familyId], year)
  if (!known) return refuse('record.not-found')
  const { complete, percent, missing } = known.status
  return { year, complete, percent, missing: [...missing] }
}

/** School years for which this family may not book until its file is complete; none where the town does not ask it. */
export async function yearsStopped(ctx: Ctx, familyId: number): Promise<SchoolYear[]> {
  const { registration } = (await readTown(ctx)).settings
  if (!registration.blocksBooking) return []
  const stopped: SchoolYear[] = []
  for (const year of demandedYears(registration, ctx.today)) {
    const [row] = await fileRows(ctx.db, [familyId], year)
    if (row?.exempted) continue
    const [known] = await readFiles(ctx, [familyId], year)
    if (known && !known.status.complete) stopped.push(year)
  }
  return stopped
}
