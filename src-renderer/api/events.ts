import { onScopeDispose, ref } from 'vue'
import type { ServerEvent, ServerEventType } from '../../src-shared/contract/events'

export type EventOf<T extends ServerEventType> = Extract<ServerEvent, { type: T }>

const LONGEST_PAUSE_MS = 30_000
const EVENT_TYPES: readonly ServerEventType[] = [
  'job',
  'requests',
  'bookings',
  'billing',
  'payments',
  'sync',
  'families',
  'messages',
]

const handlers = new Map<ServerEventType, Set<(event: ServerEvent) => void>>()
const reconnectHandlers = new Set<() => void>()

/** Whether what happens at the desk reaches this screen. */
export const eventState = ref<'closed' | 'open' | 'lost'>('closed')

let source: EventSource | undefined
let stopBridge: (() => void) | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let pauseMs = 1_000

function dispatch(event: ServerEvent) {
  handlers.get(event.type)?.forEach((handler) => handler(event))
}

function onOpen() {
  const wasLost = eventState.value === 'lost'
  pauseMs = 1_000
  eventState.value = 'open'
  // what happened while the line was cut was not heard: screens ask again
  if (wasLost) reconnectHandlers.forEach((handler) => handler())
}

function onLost() {
  eventState.value = 'lost'
  if (source?.readyState !== EventSource.CLOSED) return
  // the browser gives up after an HTTP error (a restart, a session that ended): we do not
  timer = setTimeout(openEvents, pauseMs)
  pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
}

function onMessage(message: MessageEvent<string>) {
  dispatch(JSON.parse(message.data) as ServerEvent)
}

/** Opens the line once somebody is signed in. Calling it again reopens it. */
export function openEvents() {
  closeEvents()
  if (window.ribambelle) {
    // inside the desktop shell there is no HTTP address to listen to: the bridge tells, or nobody does
    stopBridge = window.ribambelle.onEvent?.(dispatch)
    eventState.value = stopBridge ? 'open' : 'closed'
    return
  }
  source = new EventSource('/events', { withCredentials: true })
  source.onopen = onOpen
  source.onerror = onLost
  source.onmessage = onMessage
  // a server may name its events or send them plain: both are heard
  EVENT_TYPES.forEach((type) => source?.addEventListener(type, onMessage))
}

export function closeEvents() {
  clearTimeout(timer)
  stopBridge?.()
  stopBridge = undefined
  source?.close()
  source = undefined
}

/** Listens while the calling component (or scope) lives. */
export function onEvent<T extends ServerEventType>(type: T, handler: (event: EventOf<T>) => void): () => void {
  const list = handlers.get(type) ?? new Set()
  handlers.set(type, list)
  const listener = (event: ServerEvent) => handler(event as EventOf<T>)
  list.add(listener)
  const stop = () => void list.delete(listener)
  onScopeDispose(stop, true)
  return stop
}

/** Called after the line came back: reload what may have changed meanwhile. */
export function onEventsBack(handler: () => void): () => void {
  reconnectHandlers.add(handler)
  const stop = () => void reconnectHandlers.delete(handler)
  onScopeDispose(stop, true)
  return stop
}
