export { ApiError, fieldError, isApiError } from '../../src-front/api/errors'
export { call, useCommand, useQuery, type OperationInput, type OperationName, type OperationOutput } from './client'
export { errorText } from './errors'
export { eventState, onEvent, onEventsBack } from './events'
