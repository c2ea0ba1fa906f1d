import type { Services } from './context'

/** Work that comes back at a steady pace; a failure is logged and the next turn comes all the same. */
export function createBackground(
  services: Services,
  { everyMs, work }: { everyMs: number; work(): Promise<void> },
): { stop(): void } {
  const timer = setInterval(() => {
    work().catch((error: unknown) => void services.log.bug(error, { during: 'background' }))
  }, everyMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
