import type { z } from 'zod'
import type { Permission } from '../permissions'

/** Who may call: a staff permission, any signed-in person of that front, or anyone (written to be public). */
export type Access = Permission | 'signed-in' | 'anyone'

/** What the audit row says of a call. Health values are never put here, only the word "changed". */
export interface AuditEntry {
  entity: string
  id?: string | number | null
  familyId?: number | null
  summary?: Record<string, string | number | boolean | null | string[] | number[]>
}

interface Declaration<I extends z.ZodType, O extends z.ZodType> {
  permission: Access
  input: I
  output: O
}

export interface Query<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> extends Declaration<I, O> {
  kind: 'query'
  /** Set on queries that read health data: each reading leaves a trace. Null = this one read none. */
  audit?(input: z.output<I>, output: z.output<O>): AuditEntry | null
}

export interface Command<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> extends Declaration<I, O> {
  kind: 'command'
  audit(input: z.output<I>, output: z.output<O>): AuditEntry
  /**
   * `true` when the handler opens its own units of work because something slow (password hashing, network,
   * PDF) must stay outside a transaction. Its audit row is written after it succeeded.
   */
  manual?: boolean
}

export type Operation = Query | Command
export type Contract = Record<string, Operation>

/** Declares a reading. */
export function query<I extends z.ZodType, O extends z.ZodType>(
  declaration: Omit<Query<I, O>, 'kind'>,
): Query<I, O> & { kind: 'query' } {
  return { kind: 'query', ...declaration }
}

/** Declares an act: one transaction, one audit row. */
export function command<I extends z.ZodType, O extends z.ZodType>(
  declaration: Omit<Command<I, O>, 'kind' | 'manual'>,
): Command<I, O> & { kind: 'command'; manual?: false } {
  return { kind: 'command', ...declaration } as Command<I, O> & { kind: 'command'; manual?: false }
}

/** Declares an act whose handler opens its own units of work (see `Command.manual`). */
export function manualCommand<I extends z.ZodType, O extends z.ZodType>(
  declaration: Omit<Command<I, O>, 'kind' | 'manual'>,
): Command<I, O> & { kind: 'command'; manual: true } {
  return { kind: 'command', manual: true, ...declaration } as Command<I, O> & { kind: 'command'; manual: true }
}

/** What a caller writes (before defaults are applied). */
export type InputOf<C extends Contract, K extends keyof C> = z.input<C[K]['input']>
/** What a handler receives. */
export type ParsedInputOf<C extends Contract, K extends keyof C> = z.output<C[K]['input']>
/** What a handler returns. */
export type ResultOf<C extends Contract, K extends keyof C> = z.input<C[K]['output']>
/** What a caller receives. */
export type OutputOf<C extends Contract, K extends keyof C> = z.output<C[K]['output']>

export interface ReplyError {
  kind: string
  code: string
  details: Record<string, unknown>
}
/** The answer to a call is data, never an exception. */
export type Reply<T = unknown> = { ok: true; value: T } | { ok: false; error: ReplyError }
