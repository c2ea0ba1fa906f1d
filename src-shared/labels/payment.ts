/** How a family paid, in the words of the screens and of the receipts. */
export const paymentMethodLabels = {
  cheque: 'Chèque',
  cash: 'Espèces',
  card: 'Carte bancaire',
  transfer: 'Virement',
  online: 'En ligne',
  'direct-debit': 'Prélèvement',
} as const
