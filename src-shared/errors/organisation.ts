import { defineErrors } from './define'

export const organisationErrors = defineErrors({})
