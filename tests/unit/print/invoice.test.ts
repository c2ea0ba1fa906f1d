import { describe, expect, it } from 'vitest'
import { renderInvoice, renderInvoices } from '../../../src-main/print/invoice'
import { localDate } from '../../../src-shared/kernel/local-date'
import { cents } from '../../../src-shared/kernel/money'
import { dailyInvoice, line, mockupInvoice, plainInvoice, weekdays } from './fixtures'
import { readPdf } from './read-pdf'
import { smallPng } from './small-png'

const read = async (...arguments_: Parameters<typeof renderInvoice>) => readPdf(await renderInvoice(...arguments_))
const count = (text: string, part: string) => text.split(part).length - 1

describe('an invoice on paper', () => {
  it('says what is owed, until when, and how the sum is made up', async () => {
    const { pages } = await read(mockupInvoice())
    expect(pages).toHaveLength(2)
    expect(pages[0]).toContain('Facture d’octobre 2026')
    expect(pages[0]).toContain('À payer avant le 30\u00a0novembre 2026')
    expect(pages[0]).toContain('151,96\u00a0€')
    expect(pages[1]).toContain('Aide de la CAF, vacances')
    expect(pages[1]).toContain('−45,00\u00a0€')
    expect(pages[1]).toContain('+3,60\u00a0€')
  })

  it('explains every price in one line under its activity', async () => {
    const { pages } = await read(mockupInvoice())
    expect(pages[0]).toContain('QF 612 · tranche 401 à 800 · repas 1,85\u00a0€ + encadrement 0,60\u00a0€')
    expect(pages[0]).toContain('QF 612 · tranche 401 à 800 · du\u00a019 au\u00a023\u00a0oct.')
    expect(pages[0]).toContain('QF 612 · tranche 401 à 800 · 7 et 14\u00a0oct.')
  })

  it('carries the slip on the front and the ways to pay behind it', async () => {
    const { pages } = await read(mockupInvoice())
    expect(pages[0]).toContain('Talon de paiement')
    expect(pages[0]).toContain('Suite au dos · Page 1 sur 2')
    expect(pages[1]).toContain('Comment payer')
    expect(pages[1]).not.toContain('Talon de paiement')
  })

  it('keeps the ways to pay on page 2, behind the slip, however long the invoice', async () => {
    const { pages } = await read(dailyInvoice(200))
    expect(pages.findIndex((page) => page.includes('Comment payer'))).toBe(1)
  })

  it('repeats the heads of the table and the child on each page of 200 lines, and loses none', async () => {
    const { pages } = await read(dailyInvoice(200))
    expect(pages.length).toBeGreaterThanOrEqual(5)
    for (const page of pages.slice(0, -1)) expect(page).toContain('Prestation et calcul du prix')
    for (const page of pages.slice(1, -1)) expect(page).toContain('Malo (suite)\nRestauration scolaire')
    const rows = pages
      .join('\n')
      .split('\n')
      .filter((text) => text === '1\u00a0repas')
    expect(rows).toHaveLength(200)
    pages.forEach((page, index) => expect(page).toContain(`Page ${index + 1} sur ${pages.length}`))
  })

  it('writes one row a day when a line of several meals divides exactly, and never splits an amount otherwise', async () => {
    const dates = weekdays('2026-10-05', 4)
    const exact = line({ dates, quantity: 4, price: 245 })
    const capped = line({ dates, quantity: 4, price: 245, amountCents: cents(900), activityName: 'Accueil plafonné' })
    const [page = ''] = (await read(plainInvoice([exact, capped], { detail: 'daily' }))).pages
    for (const day of [
      'lun.\u00a05\u00a0oct.',
      'mar.\u00a06\u00a0oct.',
      'mer.\u00a07\u00a0oct.',
      'jeu.\u00a08\u00a0oct.',
    ]) {
      expect(count(page, day)).toBe(1)
    }
    expect(page).toContain('9,00\u00a0€')
  })

  it('keeps a child’s lines together when they fit on the next page', async () => {
    const [front = '', back = ''] = (await read(mockupInvoice())).pages
    expect(front).not.toContain('Inès')
    expect(back).toContain('Total pour Inès')
    expect(back).not.toContain('Inès (suite)')
  })

  it('prints an invoice without any line', async () => {
    const empty = plainInvoice([], { children: [] })
    const [page = ''] = (await read(empty)).pages
    expect(page).toContain('Aucune prestation sur cette période')
    expect(page).toContain('Rien à payer')
    expect(page).not.toContain('Talon de paiement')
  })

  it('asks nothing of who is on direct debit, and gives no slip to pay twice', async () => {
    const { pages } = await read(
      plainInvoice([line()], { payment: { slip: true, directDebitOn: localDate('2026-11-25') } }),
    )
    expect(pages.join('\n')).toContain('Vous n’avez rien à faire')
    expect(pages[0]).toContain('Prélevé le 25\u00a0novembre 2026')
    expect(pages.join('\n')).not.toContain('Talon de paiement')
    expect(pages.join('\n')).not.toContain('Comment payer')
  })

  it('prints a credit note with true minus signs, in the family’s favour', async () => {
    const note = plainInvoice([line({ quantity: 2, price: -245, explanation: 'Absence justifiée' })])
    note.invoice = { ...note.invoice, kind: 'credit-note', remainingCents: cents(0), correctedReference: '2026-004100' }
    const [page = ''] = (await read(note)).pages
    expect(page).toContain('Avoir d’octobre 2026')
    expect(page).toContain('−4,90\u00a0€')
    expect(page).toContain('En votre faveur\n4,90\u00a0€')
    expect(page).toContain('2026-004100')
    expect(page).not.toContain('Talon de paiement')
  })

  it('says that a cancelled invoice is no longer to be paid', async () => {
    const invoice = plainInvoice([line()])
    invoice.invoice.cancelled = { on: localDate('2026-11-12'), creditNoteReference: 'A2026-000212' }
    const text = (await read(invoice)).pages.join('\n')
    expect(text).toContain('Facture annulée')
    expect(text).toContain('A2026-000212')
    expect(text).not.toContain('Talon de paiement')
  })

  it('refuses to print sums that do not add up', async () => {
    const wrongTotal = plainInvoice([line()])
    wrongTotal.invoice.totalCents = cents(2451)
    expect(() => renderInvoice(wrongTotal)).toThrow('its lines make 2450 cents, its total says 2451')
    const wrongRest = plainInvoice([line()])
    wrongRest.invoice.remainingCents = cents(1)
    expect(() => renderInvoice(wrongRest)).toThrow('2450 cents are owed, it asks for 1')
  })

  it('joins several invoices in the order given, each with its own page numbers', async () => {
    const second = plainInvoice([line()])
    second.family = { ...second.family, number: '00736' }
    const { pages } = readPdf(await renderInvoices([mockupInvoice(), second]))
    expect(pages).toHaveLength(4)
    expect(pages[0]).toContain('Famille\u00a001284')
    expect(pages[2]).toContain('Famille\u00a000736')
    expect(pages[2]).toContain('Page 1 sur 2')
  })
})

describe('names and typography', () => {
  it('prints Turkish, Vietnamese and Polish names, decomposed accents too', async () => {
    const invoice = plainInvoice([line()])
    invoice.family = {
      ...invoice.family,
      name: 'EŞKİN',
      addressLines: ['Mme Łucja EŞKİN', 'M. NGUYỄN Linh', 'Rene\u0301 Œuvre'],
    }
    const text = (await read(invoice)).pages.join('\n')
    expect(text).toContain('Mme Łucja EŞKİN')
    expect(text).toContain('M. NGUYỄN Linh')
    expect(text).toContain('René Œuvre')
    expect(text).not.toContain('\ufffd')
  })

  it('never writes the narrow space that the font lacks', async () => {
    const text = (await read(plainInvoice([line({ explanation: '1\u202f046\u202f€ de quotient' })]))).pages.join('\n')
    expect(text).not.toContain('\u202f')
    expect(text).toContain('1\u00a0046\u00a0€ de quotient')
  })

  it('keeps very long names inside the window and the columns', async () => {
    const long = 'Mme Marie-Antoinette-Joséphine de La Rochefoucauld-Montmorency-Luxembourg'
    const invoice = plainInvoice([line({ activityName: `Atelier ${'périscolaire '.repeat(12)}` })])
    invoice.family = { ...invoice.family, addressLines: [long], name: long }
    const [page = ''] = (await read(invoice)).pages
    expect(page).toMatch(/Mme Marie-Antoinette-Joséphine.*…/)
    expect(page).toMatch(/Atelier périscolaire.*…/)
  })
})

describe('a document for everyone', () => {
  it('is tagged, in French, titled, with the fonts embedded', async () => {
    const pdf = await read(mockupInvoice())
    expect(pdf.catalog).toContain('/Lang (fr)')
    expect(pdf.catalog).toContain('/MarkInfo')
    expect(pdf.catalog).toContain('/ViewerPreferences')
    expect(pdf.fonts).toEqual(['RIBAMA+Inter-Regular', 'RIBAMB+Inter-SemiBold'])
  })

  it('is read in order: address, title, tables with their heads, and the slip last', async () => {
    const { roles } = await read(mockupInvoice())
    expect(roles.slice(0, 2)).toEqual(['Document', 'Sect'])
    expect(roles.indexOf('H1')).toBeLessThan(roles.indexOf('Table'))
    expect(roles.filter((role) => role === 'Table')).toHaveLength(2)
    expect(roles.lastIndexOf('H2')).toBeGreaterThan(roles.lastIndexOf('Table'))
    expect(roles.filter((role) => role === 'TH').length).toBeGreaterThan(14)
  })

  it('carries the town’s coat of arms, transparent or not', async () => {
    for (const hasAlpha of [false, true]) {
      const invoice = mockupInvoice()
      invoice.town = { ...invoice.town, logoPng: smallPng(hasAlpha) }
      const bytes = await renderInvoice(invoice)
      expect(bytes.subarray(-6).toString('latin1')).toBe('%%EOF\n')
      expect(readPdf(bytes).pages).toHaveLength(2)
      expect(bytes.toString('latin1')).toContain('/Subtype /Image')
      expect(bytes.toString('latin1').includes('/SMask')).toBe(hasAlpha)
    }
  })

  it('gives the same bytes for the same data', async () => {
    const [first, second] = [await renderInvoice(mockupInvoice()), await renderInvoice(mockupInvoice())]
    expect(first.equals(second)).toBe(true)
  })
})
