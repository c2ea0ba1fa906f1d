import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { FamilyPage } from '../../src-shared/contract/staff/families'
import type { FamilyMoney } from '../../src-shared/contract/staff/family-money'
import {
  addMember,
  bankValues,
  cafValues,
  changeBank,
  changeCaf,
  changeGuardian,
  changeTax,
  familyTaxValues,
  guardianValues,
  undoBank,
} from '../../src-main/modules/families'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase } from '../support/database'
import { deskOn, staffActor } from '../support/desk'
import { createFamily, deskWithTown, familyFields } from '../support/factories/families'

const iban = 'FR76 3000 6000 0112 3456 7890 189'
const otherIban = 'DE89 3704 0044 0532 0130 00'
onEachDatabase('the money side of a family file', (open) => {
  const start = async (fields: string[] = []) => {
    const desk = deskOn(await open())
    const { town, ask, refusal } = await deskWithTown(desk)
    await desk.write((ctx) => ctx.db.run`update town set settings = ${JSON.stringify({ file: { fields } })}`)
    const agent = ask(town.staff.agent.token)
    const { id } = await createFamily(agent)
    const read = () => agent<FamilyPage>('families.get', { id })
    const money = () => agent<FamilyMoney>('families.money', { familyId: id })
    const no = (operation: string, input: unknown) => refusal(town.staff.agent.token, operation, input)
    const guardian = async () => (await read()).guardians[0] as FamilyPage['guardians'][number]
    const asAgent = <T>(run: Parameters<typeof desk.write<T>>[0]) => desk.write(run, staffActor('agent'))
    return { desk, town, agent, id, read, money, no, guardian, asAgent, ask }
  }

  it('[C05] keeps the régime, the fund and the number of the allocataire', async () => {
    const { agent, id, read } = await start()
    const benefits = { regime: 'msa', fund: 'MSA du Val d’Aulne', beneficiaryNumber: '1234567A' }
    await agent('families.update', { id, version: 1, family: { ...familyFields, ...benefits } })
    expect(await read()).toMatchObject(benefits)
  })

  it('keeps tax income dated, with its source and the agent who checked it', async () => {
    const { agent, id, money, no } = await start()
    const income = {
      year: 2025,
      euros: 31_480,
      sharesHundredths: 250,
      validFrom: '2026-09-01',
      validTo: null,
      source: 'Avis 2025',
    }
    const { id: incomeId } = await agent<{ id: number }>('families.addIncome', { familyId: id, income })
    expect((await money()).incomes).toMatchObject([{ ...income, id: incomeId, checkedBy: 'Élise Marchand agent' }])
    expect((await no('families.addIncome', { familyId: id, income }))?.code).toBe('income.same-year')
    const odd = { ...income, sharesHundredths: 210 }
    expect((await no('families.addIncome', { familyId: id, income: odd }))?.details['fields']).toHaveProperty([
      'income.sharesHundredths',
    ])
    await agent('families.removeIncome', { familyId: id, incomeId, reason: 'mauvaise famille' })
    expect((await money()).incomes).toEqual([])
  })

  it('[C04] seals the IBAN, shows it masked, and leaves a trace of each whole reading', async () => {
    const { agent, id, money, desk, no } = await start()
    const bank = { holder: 'Camille Roussel', iban, bic: 'AGRIFRPPXXX' }
    await agent('families.changeBank', { familyId: id, bank })
    expect((await money()).bankAccount).toMatchObject({ holder: 'Camille Roussel', ibanMasked: 'FR76 •••• … 189' })
    const rows = JSON.stringify(await desk.read((ctx) => ctx.db.rows`select * from bank_account`))
    expect(rows).not.toContain('30006000')
    expect(JSON.stringify(await desk.read((ctx) => ctx.db.rows`select * from audit_log`))).not.toContain('30006000')
    expect(await agent('families.readIban', { familyId: id })).toMatchObject({ iban: 'FR7630006000011234567890189' })
    const traces = await desk.read((ctx) => ctx.db.rows`select id from audit_log where operation = 'families.readIban'`)
    expect(traces).toHaveLength(1)
    expect((await no('families.changeBank', { familyId: id, bank }))?.code).toBe('bank.unchanged')
  })

  it('refuses an IBAN whose key does not match, beside its field', async () => {
    const { id, no } = await start()
    const bank = { holder: 'Camille Roussel', iban: iban.replace('189', '188'), bic: '' }
    const refused = await no('families.changeBank', { familyId: id, bank })
    expect(refused?.details['fields']).toHaveProperty(['bank.iban'])
  })

  it('does not read the whole IBAN to somebody who does not handle payments', async () => {
    const { agent, id, town, desk, ask } = await start()
    await agent('families.changeBank', { familyId: id, bank: { holder: 'Camille Roussel', iban, bic: '' } })
    const animator = ask(town.staff.animator.token)
    await expect(animator('families.readIban', { familyId: id })).rejects.toThrow('permission.missing')
    expect(
      await desk.read((ctx) => ctx.db.rows`select id from audit_log where operation = 'families.readIban'`),
    ).toEqual([])
  })

  it('keeps a mandate word for word with its fingerprint, one in use at a time', async () => {
    const { agent, id, money, no } = await start()
    const signature = { kind: 'recurring', signedOn: '2026-12-01', signedAt: 'Aubrelles', signedBy: 'Camille Roussel' }
    expect((await no('families.signMandate', { familyId: id, ...signature }))?.code).toBe('bank.missing')
    await agent('families.changeBank', { familyId: id, bank: { holder: 'Camille Roussel', iban, bic: '' } })
    const announced = await agent<{ text: string; reference: string }>('families.mandateText', {
      familyId: id,
      ...signature,
    })
    const signed = await agent<{ reference: string; sha256: string }>('families.signMandate', {
      familyId: id,
      ...signature,
    })
    const [mandate] = (await money()).mandates
    expect(mandate).toMatchObject({
      status: 'active',
      sequence: 'FRST',
      reference: announced.reference,
      proofText: announced.text,
    })
    expect(signed.sha256).toBe(createHash('sha256').update(announced.text, 'utf8').digest('hex'))
    expect(announced.text).toContain('Ville d’Aubrelles')
    expect(announced.text).not.toContain('30006000')
    expect((await no('families.signMandate', { familyId: id, ...signature }))?.code).toBe('mandate.exists')
    const future = { ...signature, signedOn: '2026-12-03' }
    expect((await no('families.signMandate', { familyId: id, ...future }))?.code).toBe('mandate.future')
  })

  it('ends the mandate when the bank details change, and never uses its reference again', async () => {
    const { agent, id, money } = await start()
    const signature = {
      familyId: id,
      kind: 'recurring',
      signedOn: '2026-12-01',
      signedAt: 'Aubrelles',
      signedBy: 'Camille',
    }
    await agent('families.changeBank', { familyId: id, bank: { holder: 'Camille Roussel', iban, bic: '' } })
    const first = await agent<{ reference: string }>('families.signMandate', signature)
    const changed = await agent<{ endedMandate: string }>('families.changeBank', {
      ...{ familyId: id, bank: { holder: 'Camille Roussel', iban: otherIban, bic: '' } },
    })
    expect(changed.endedMandate).toBe(first.reference)
    const second = await agent<{ reference: string }>('families.signMandate', signature)
    expect(second.reference).not.toBe(first.reference)
    expect((await money()).mandates.map(({ status, reference }) => ({ status, reference }))).toEqual([
      { status: 'active', reference: second.reference },
      { status: 'ended', reference: first.reference },
    ])
  })

  it('gives a request the values of the file, and writes those that were accepted', async () => {
    const { id, guardian, asAgent, desk } = await start(['situation'])
    const { personId } = await guardian()
    expect(await asAgent((ctx) => guardianValues(ctx, id, personId))).toMatchObject({
      ...{ firstName: 'Camille', livesElsewhere: false, addressLine1: '4 impasse du Lavoir', acceptsSms: true },
    })
    await asAgent((ctx) =>
      changeGuardian(ctx, id, personId, { addressLine1: '2 place du Marché', situation: 'married' }),
    )
    const page = await desk.read((ctx) => ctx.db.one`select address_line1, situation from family where id = ${id}`)
    expect(page).toEqual({ addressLine1: '2 place du Marché', situation: 'married' })
    await asAgent((ctx) => changeGuardian(ctx, id, personId, { livesElsewhere: true, city: 'Brécourt' }))
    expect(await asAgent((ctx) => guardianValues(ctx, id, personId))).toMatchObject({
      ...{ livesElsewhere: true, city: 'Brécourt', addressLine1: '2 place du Marché' },
    })
    await expect(
      asAgent((ctx) => changeGuardian(ctx, id, personId, { email: 'pas une adresse' })),
    ).rejects.toMatchObject({
      code: 'input.invalid',
    })
    await expect(asAgent((ctx) => guardianValues(ctx, id, 1))).rejects.toMatchObject({ code: 'record.not-found' })
  })

  it('writes accepted tax income, benefits and members', async () => {
    const { id, asAgent, read } = await start()
    const proof = { source: 'Portail', documentId: null }
    await asAgent((ctx) => changeTax(ctx, id, { year: 2025, euros: 28_000, shares: 2.5 }, proof))
    await asAgent((ctx) => changeTax(ctx, id, { euros: 29_000 }, proof))
    expect(await asAgent((ctx) => familyTaxValues(ctx, id))).toEqual({ year: 2025, euros: 29_000, shares: 2.5 })
    await asAgent((ctx) => changeCaf(ctx, id, { regime: 'caf', quotient: 640, quotientFrom: '2026-12-01' }, proof))
    expect(await asAgent((ctx) => cafValues(ctx, id))).toMatchObject({
      regime: 'caf',
      quotient: 640,
      quotientFrom: '2026-12-01',
    })
    await asAgent((ctx) =>
      addMember(ctx, id, { firstName: 'Hugo', lastName: 'Besson', quality: 'father', mobile: '06 39 98 41 22' }),
    )
    expect((await read()).guardians[1]).toMatchObject({ firstName: 'Hugo', quality: 'father', acceptsEmail: false })
  })

  it('takes back accepted bank details: the account and the mandate before are in use again', async () => {
    const { agent, id, asAgent, money, read } = await start()
    const signature = { signedBy: 'Camille Roussel', signedOn: localDate('2026-12-02') }
    await agent('families.changeBank', { familyId: id, bank: { holder: 'Camille Roussel', iban, bic: '' } })
    await asAgent((ctx) => changeBank(ctx, id, { mandate: true, directDebit: true }, signature))
    const done = await asAgent((ctx) => changeBank(ctx, id, { iban: otherIban, mandate: true }, signature))
    expect(await asAgent((ctx) => bankValues(ctx, id))).toMatchObject({
      iban: 'DE89 •••• … 000',
      mandate: true,
      directDebit: true,
    })
    await asAgent((ctx) => undoBank(ctx, id, done))
    expect((await money()).bankAccount?.ibanMasked).toBe('FR76 •••• … 189')
    expect((await money()).mandates).toMatchObject([{ status: 'active' }])
    expect((await read()).directDebit).toBe(true)
  })
})
