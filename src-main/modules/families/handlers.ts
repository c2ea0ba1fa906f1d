import type { familiesContract } from '../../../src-shared/contract/staff/families'
import type { familyMoneyContract } from '../../../src-shared/contract/staff/family-money'
import { refuse } from '../../../src-shared/errors'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'
import { residentsOf } from './address'
import { changeBankAccount, composeMandate, endBankAccount, endMandate, readIban, readMoney, signMandate } from './bank'
import { custodyOf, setCustody } from './custody'
import { addIncome, removeIncome } from './income'
import { addGuardian, chooseAccountHolder, insertGuardian, removeGuardian, updateGuardian } from './members'
import { addNote } from './notes'
import {
  addQuotient,
  archiveFamily,
  familyChanged,
  insertFamily,
  readFamily,
  removeQuotient,
  updateFamily,
} from './service'
import { isVisible, refreshSearchText, similarFamilies } from './store'
import { listFamilies, searchEverything } from './store-search'
import { readTimeline } from './store-timeline'

const fileHandlers: Handlers<typeof familiesContract, StaffActor> = {
  'families.list': listFamilies,
  'families.get': (ctx, { id }) => readFamily(ctx, id),
  'families.timeline': async (ctx, question) => {
    if (!(await isVisible(ctx, question.familyId))) refuse('record.not-found')
    return readTimeline(ctx, question)
  },
  'families.create': async (ctx, { family, guardian, evenIfSimilar }) => {
    const [similar] = evenIfSimilar ? [] : await similarFamilies(ctx, guardian)
    if (similar) refuse('family.similar', { label: `${similar.name}, n° ${similar.number}`, familyId: similar.id })
    const created = await insertFamily(ctx, family)
    await insertGuardian(ctx, created.id, guardian)
    await refreshSearchText(ctx, [created.id])
    await familyChanged(ctx, created.id)
    return created
  },
  'families.update': async (ctx, input) => {
    const changed = await updateFamily(ctx, input)
    return { version: input.version + 1, changed }
  },
  'families.archive': async (ctx, { id, version, archived }) => {
    await archiveFamily(ctx, id, version, archived)
    return { done: true }
  },
  'families.addGuardian': async (ctx, { familyId, guardian }) => ({
    personId: await addGuardian(ctx, familyId, guardian),
  }),
  'families.updateGuardian': async (ctx, input) => ({ changed: await updateGuardian(ctx, input) }),
  'families.removeGuardian': async (ctx, { familyId, personId }) => ({
    name: await removeGuardian(ctx, familyId, personId),
  }),
  'families.chooseAccountHolder': async (ctx, { familyId, personId }) => ({
    name: await chooseAccountHolder(ctx, familyId, personId),
  }),
  'families.residents': async (ctx, { familyId }) => {
    if (!(await isVisible(ctx, familyId))) refuse('record.not-found')
    return residentsOf(ctx, familyId)
  },
  'families.addNote': async (ctx, { familyId, text }) => ({ id: await addNote(ctx, familyId, text) }),
  'families.custody': (ctx, { familyId }) => custodyOf(ctx, familyId),
  'families.setCustody': async (ctx, { familyId, childId, custody }) => ({
    name: await setCustody(ctx, familyId, childId, custody),
  }),
  'families.addQuotient': async (ctx, quotient) => ({ id: await addQuotient(ctx, quotient) }),
  'families.removeQuotient': async (ctx, { familyId, quotientId }) => removeQuotient(ctx, familyId, quotientId),
  'search.everything': (ctx, { text }) => searchEverything(ctx, text, ctx.actor.permissions.has('billing.read')),
}

const moneyHandlers: Handlers<typeof familyMoneyContract, StaffActor> = {
  'families.money': (ctx, { familyId }) => readMoney(ctx, familyId),
  'families.addIncome': async (ctx, { familyId, income }) => ({ id: await addIncome(ctx, familyId, income) }),
  'families.removeIncome': (ctx, { familyId, incomeId }) => removeIncome(ctx, familyId, incomeId),
  'families.changeBank': async (ctx, { familyId, bank }) => {
    const { id, ibanMasked, endedMandate } = await changeBankAccount(ctx, familyId, bank)
    return { id, ibanMasked, endedMandate: endedMandate?.reference ?? null }
  },
  'families.endBank': async (ctx, { familyId, bankAccountId, reason }) => ({
    ibanMasked: await endBankAccount(ctx, familyId, bankAccountId, reason),
  }),
  'families.readIban': (ctx, { familyId }) => readIban(ctx, familyId),
  'families.mandateText': async (ctx, { familyId, ...signature }) => {
    const { reference, text } = await composeMandate(ctx, familyId, signature)
    return { reference, text }
  },
  'families.signMandate': (ctx, { familyId, ...signature }) => signMandate(ctx, familyId, signature),
  'families.endMandate': async (ctx, input) => {
    await endMandate(ctx, input)
    return { done: true }
  },
}

export const familiesHandlers = { ...fileHandlers, ...moneyHandlers }
