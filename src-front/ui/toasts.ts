import { getCurrentScope, onScopeDispose, reactive, readonly } from 'vue'

export interface ToastInput {
  text: string
  /** A second, quieter line: what changed. */
  detail?: string
  tone?: 'success' | 'info' | 'danger'
  /** Shows « Annuler » (Undo) and the time left; called once, at most. Goes away with the screen that offers it. */
  undo?: () => unknown
  /** How long it stays. `undoSeconds` with an undo, 6 s without; a refusal stays until it is closed. */
  seconds?: number
}

export interface Toast extends Required<Pick<ToastInput, 'text' | 'tone'>> {
  id: number
  detail: string | undefined
  undo: (() => unknown) | undefined
  secondsLeft: number | null
  held: boolean
}

/** The messages after an act, for one front: how long an act can be undone is its own affair. */
export function createToasts({ undoSeconds }: { undoSeconds: number }) {
  const list = reactive<Toast[]>([])
  let lastId = 0
  let ticking: ReturnType<typeof setInterval> | undefined

  function tick() {
    for (const toast of [...list]) {
      if (toast.secondsLeft === null || toast.held) continue
      toast.secondsLeft -= 1
      if (toast.secondsLeft <= 0) remove(toast.id)
    }
  }

  function remove(id: number) {
    const index = list.findIndex((toast) => toast.id === id)
    if (index >= 0) list.splice(index, 1)
    if (list.length > 0) return
    clearInterval(ticking)
    ticking = undefined
  }

  function add(input: ToastInput): number {
    const tone = input.tone ?? 'success'
    const seconds = input.seconds ?? (input.undo ? undoSeconds : tone === 'danger' ? null : 6)
    lastId += 1
    list.push({
      id: lastId,
      text: input.text,
      detail: input.detail,
      tone,
      undo: input.undo,
      secondsLeft: seconds,
      held: false,
    })
    // more than three would hide the screen: the oldest ones that cannot be undone make room
    const surplus = list.length > 3 ? list.find((toast) => !toast.undo) : undefined
    if (surplus) remove(surplus.id)
    ticking ??= setInterval(tick, 1_000)
    return lastId
  }

  function undo(id: number) {
    const toast = list.find((candidate) => candidate.id === id)
    if (!toast?.undo) return
    remove(id)
    toast.undo()
  }

  /** Ctrl+Z: undoes the latest act that still can be. Returns false when there is none. */
  function undoLatest(): boolean {
    const latest = list.findLast((toast) => toast.undo !== undefined)
    if (latest) undo(latest.id)
    return latest !== undefined
  }

  /** The clock stops while the pointer or the focus is on a message. */
  function hold(id: number, held: boolean) {
    const toast = list.find((candidate) => candidate.id === id)
    if (toast) toast.held = held
  }

  /** An act can be undone from where it was done: elsewhere, the offer would cover other buttons and undo what is over. */
  function addWhileHere() {
    const offered = new Set<number>()
    onScopeDispose(() => offered.forEach(remove))
    return (input: ToastInput): number => {
      const id = add(input)
      if (input.undo) offered.add(id)
      return id
    }
  }

  return () => ({
    list: readonly(list) as readonly Toast[],
    add: getCurrentScope() ? addWhileHere() : add,
    remove,
    undo,
    undoLatest,
    hold,
  })
}
