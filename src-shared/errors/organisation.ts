import { defineErrors } from './define'

export const organisationErrors = defineErrors({
  'town.missing': {
    kind: 'unavailable',
    fr: 'La ville n’est pas encore créée. Terminez l’installation depuis le back-office.',
  },
})
