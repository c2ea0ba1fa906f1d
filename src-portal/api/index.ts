export { call, type OperationInput, type OperationName, type OperationOutput } from './client'
export { ApiError, errorText, fieldError, isApiError } from './errors'
export { useCommand } from './use-command'
export { useQuery } from './use-query'
