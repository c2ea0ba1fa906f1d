import { defineErrors } from './define'

export const activitiesErrors = defineErrors({})
