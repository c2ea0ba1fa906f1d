import { describe, expect, it } from 'vitest'
import { renderAttendanceSheet } from '../../../src-main/print/attendance-sheet'
import { renderMonthlyReport } from '../../../src-main/print/monthly-report'
import { renderReceipt } from '../../../src-main/print/receipt'
import { renderStatement } from '../../../src-main/print/statement'
import { cents } from '../../../src-shared/kernel/money'
import { localDate } from '../../../src-shared/kernel/local-date'
import { attendanceSheet, monthlyReport, receipt, statement } from './more-fixtures'
import { readPdf } from './read-pdf'

describe('the monthly report', () => {
  it('opens with the key figures and the pages where the rest is found', async () => {
    const { pages } = readPdf(await renderMonthlyReport(monthlyReport()))
    expect(pages[0]).toContain('Octobre 2026')
    expect(pages[0]).toContain('31 445 €')
    const chapter = 'Recettes facturées par activité'
    const page = Number(new RegExp(`${chapter}\\n(\\d)`).exec(pages[0] ?? '')?.[1])
    expect(pages[page - 1]).toContain(`3. ${chapter}`)
  })

  it('adds up the columns of attendance, income and late payments', async () => {
    const text = readPdf(await renderMonthlyReport(monthlyReport())).pages.join('\n')
    expect(text).toContain('Ensemble\n412\n12\u00a0165')
    expect(text).toContain('22\u00a0709,55')
    expect(text).toContain('Ensemble\n98\n4\u00a0726,70')
  })

  it('repeats the heads of a long table, and says which structure goes on', async () => {
    const { pages } = readPdf(await renderMonthlyReport(monthlyReport(14)))
    expect(pages[1]).toContain('Réservé')
    expect(pages[2]).toContain('Réservé')
    expect(pages.at(-1)).toContain('Date et signature')
  })

  it('gives each bar its words', async () => {
    const { roles } = readPdf(await renderMonthlyReport(monthlyReport()))
    expect(roles.filter((role) => role === 'Figure')).toHaveLength(14)
  })

  it('says so when nothing is late', async () => {
    const text = readPdf(await renderMonthlyReport({ ...monthlyReport(), overdue: [] })).pages.join('\n')
    expect(text).toContain('Aucune facture n’est en retard de paiement.')
  })
})

describe('the attendance sheet', () => {
  it('lists every child with instructions and who may come, eleven a page, whole head and legend on each', async () => {
    const { pages } = readPdf(await renderAttendanceSheet(attendanceSheet(15)))
    expect(pages).toHaveLength(2)
    for (const page of pages) {
      for (const part of ['Lundi\u00a019', 'Vendredi\u00a023', 'Projet d’accueil individualisé', 'Confidentiel']) {
        expect(page).toContain(part)
      }
    }
    expect(pages[0]).toContain('NGUYỄN')
    expect(pages[0]).toContain('Fruits à coque')
    expect(pages[1]).toContain('Prénom 15')
    expect(pages[1]).not.toContain('Prénom 11')
  })

  it('counts the children planned on each day of the page', async () => {
    const [page = ''] = readPdf(await renderAttendanceSheet(attendanceSheet(11))).pages
    expect(page).toContain('Prévus sur cette page\n11\n11\n7\n11\n8')
  })

  it('gives an instruction the room that it takes, and never cuts one in silence', async () => {
    const sheet = attendanceSheet(1)
    const words = 'Donner deux bouffées puis appeler le 15 sans attendre et prévenir les parents aussitôt après'
    sheet.children[0]?.alerts.push({ kind: 'care-plan', text: words })
    const whole = readPdf(await renderAttendanceSheet(sheet)).pages[0] ?? ''
    expect(whole.replaceAll('\n', ' ')).toContain(words)
    expect(whole).not.toContain('voir dossier')
    sheet.children[0]?.alerts.push({ kind: 'note', text: `${words}, ${words}, ${words}` })
    expect(readPdf(await renderAttendanceSheet(sheet)).pages[0]).toContain('voir dossier')
  })

  it('goes to another page when tall rows leave no room, and loses nobody', async () => {
    const sheet = attendanceSheet(11)
    for (const child of sheet.children) child.alerts = Array(6).fill({ kind: 'allergy', text: 'Fruits à coque' })
    const { pages } = readPdf(await renderAttendanceSheet(sheet))
    expect(pages).toHaveLength(3)
    for (let one = 1; one <= 11; one++) expect(pages.join('\n')).toContain(`Prénom ${one}\n`)
  })

  it('puts who may not have the child before those who may', async () => {
    const sheet = attendanceSheet(1)
    sheet.children[0]?.notToCollect.push('Karim Belhadj')
    const [page = ''] = readPdf(await renderAttendanceSheet(sheet)).pages
    expect(page).toContain('Ne pas remettre à Karim Belhadj\nNadia Belhadj, mère')
  })

  it('cuts the name of nobody who may collect, and says how many are left out', async () => {
    const sheet = attendanceSheet(1)
    const name = 'Marie-Antoinette de La Rochefoucauld-Montbel, grand-mère maternelle'
    sheet.children[0]?.pickups.push(...Array(5).fill({ name, phone: '06 39 98 10 44' }))
    const page = readPdf(await renderAttendanceSheet(sheet)).pages[0] ?? ''
    expect(page).not.toContain('…')
    expect(page).toContain('grand-mère')
    expect(page).toContain('et 2 de plus, voir le dossier')
  })

  it('prints a sheet without children', async () => {
    const { pages } = readPdf(await renderAttendanceSheet({ ...attendanceSheet(0) }))
    expect(pages).toHaveLength(1)
  })
})

describe('the receipt', () => {
  it('says what the payment settled and what stays in the wallet', async () => {
    const [page = ''] = readPdf(await renderReceipt(receipt())).pages
    expect(page).toContain('Reçu le 18\u00a0novembre 2026\n160,00\u00a0€')
    expect(page).toContain('Versé dans votre porte-monnaie')
    expect(page).toContain('vous n’avez plus rien à payer')
    expect(page).not.toContain('Paiement d’essai')
  })

  it('marks a test payment as worth nothing', async () => {
    const test = receipt()
    test.receipt.isTest = true
    const [page = ''] = readPdf(await renderReceipt(test)).pages
    expect(page).toContain('Aucune somme n’a été encaissée')
  })

  it('refuses parts that do not make the amount', () => {
    const wrong = { ...receipt(), creditCents: cents(0) }
    expect(() => renderReceipt(wrong)).toThrow('its parts do not make 16000 cents')
  })
})

describe('the statement of account', () => {
  it('goes from the former balance to what remains to be paid', async () => {
    const [page = ''] = readPdf(await renderStatement(statement())).pages
    expect(page).toContain('Il reste à payer au 20\u00a0novembre\n100,00\u00a0€')
    expect(page).toContain('01/09/2026\nSolde précédent\n58,20\u00a0€')
    expect(page).toContain('Ce qui reste à payer')
  })

  it('repeats its heads over several pages and keeps the totals with the last line', async () => {
    const base = statement()
    const lines = Array.from({ length: 60 }, (_, index) => ({
      on: localDate('2026-10-05'),
      label: `Opération ${index + 1}`,
      billedCents: cents(100),
      balanceCents: cents(100 * index),
    }))
    const { pages } = readPdf(await renderStatement({ ...base, lines }))
    expect(pages.length).toBeGreaterThan(1)
    for (const page of pages) expect(page).toContain('Payé ou déduit')
    const last = pages.find((page) => page.includes('Totaux et solde')) ?? ''
    expect(last).toContain('Opération 60')
  })

  it('says when the balance is in the family’s favour', async () => {
    const text = readPdf(await renderStatement({ ...statement(), balanceCents: cents(-1250), due: [] })).pages.join(
      '\n',
    )
    expect(text).toContain('En votre faveur au 20\u00a0novembre\n12,50\u00a0€')
  })
})
