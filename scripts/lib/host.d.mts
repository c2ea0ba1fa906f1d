/** Path of Electron's program on this machine, or null. The package itself is never imported: that would download it. */
export function electronBinary(env?: NodeJS.ProcessEnv): string | null
/** The host to start and the reason, in one French sentence. */
export function chooseHost(env?: NodeJS.ProcessEnv): { kind: 'node' | 'electron'; binary?: string; why: string }
