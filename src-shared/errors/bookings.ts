import { defineErrors } from './define'

export const bookingsErrors = defineErrors({})
