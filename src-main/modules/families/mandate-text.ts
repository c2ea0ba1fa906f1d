import { formatDate } from '../../../src-shared/format/date'
import type { LocalDate } from '../../../src-shared/kernel/local-date'

export interface MandateWords {
  creditor: string
  creditorAddress: string
  reference: string
  kind: 'recurring' | 'one-off'
  debtor: string
  debtorAddress: string
  ibanMasked: string
  bic: string
  signedOn: LocalDate
  signedAt: string
  signedBy: string
}

/** What is signed, with the wording that the SEPA rulebook asks for. The IBAN is masked: the sealed one stands beside it. */
export function mandateText(words: MandateWords): string {
  const { creditor, reference, kind, debtor, ibanMasked, bic, signedOn, signedAt, signedBy } = words
  return [
    'MANDAT DE PRÉLÈVEMENT SEPA',
    `Référence unique du mandat : ${reference}`,
    `Type de paiement : ${kind === 'recurring' ? 'récurrent' : 'ponctuel'}`,
    `Créancier : ${[creditor, words.creditorAddress].filter(Boolean).join(', ')}`,
    `Débiteur : ${[debtor, words.debtorAddress].filter(Boolean).join(', ')}`,
    `Compte à débiter : IBAN ${ibanMasked}${bic ? `, BIC ${bic}` : ''}`,
    '',
    `En signant ce mandat, vous autorisez ${creditor} à envoyer des instructions à votre banque pour débiter votre compte, et votre banque à débiter votre compte conformément à ces instructions.`,
    'Vous bénéficiez du droit d’être remboursé par votre banque selon les conditions décrites dans la convention que vous avez passée avec elle. Une demande de remboursement doit être présentée dans les 8 semaines suivant la date de débit de votre compte pour un prélèvement autorisé, et dans les 13 mois pour un prélèvement non autorisé.',
    '',
    `Fait à ${signedAt}, le ${formatDate(signedOn)}. Signé : ${signedBy}`,
  ].join('\n')
}
