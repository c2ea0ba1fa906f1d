import { computed, ref, shallowRef, type Component } from 'vue'
import { defineStore } from 'pinia'
import type { Instant } from '../../src-shared/kernel/instant'
import { roleLabels, type Permission, type Role } from '../../src-shared/permissions'
import { announceSignedInAgain } from '../../src-front/api/signed-in-again'
import { onUnauthenticated } from '../api/client'
import { closeEvents, openEvents } from '../api/events'

export interface StaffSession {
  staffId: number
  firstName: string
  lastName: string
  role: Role
  permissions: readonly Permission[]
  email: string
  /** Nothing opens before this account has its second code. */
  owesFactor: boolean
  /** Until when it may go on without one; null = nothing is owed. */
  factorDueAt: Instant | null
  /** Minutes without a gesture before the screen locks; 0 = never. */
  lockAfterMinutes: number
}

/** What features/accounts gives to the frame: how to know who is there, and the form that lets somebody in. */
export interface SessionProvider {
  load(): Promise<StaffSession | null>
  signOut(): Promise<void>
  /** A component that emits `signed-in` with a StaffSession. Shown over the page when a session ends. */
  signInForm: Component
}

const provider = shallowRef<SessionProvider>()

export function provideSession(given: SessionProvider) {
  provider.value = given
}

/**
 * Who is signed in. `ended` means that the session stopped while a page was open: the page stays mounted below the
 * sign-in form, so that nothing typed is lost.
 */
export const useSession = defineStore('session', () => {
  const staff = shallowRef<StaffSession | null>(null)
  const started = ref(false)
  const ended = ref(false)
  /** Ended by nobody being there, rather than by its age. */
  const locked = ref(false)

  async function start(): Promise<void> {
    if (started.value) return
    staff.value = (await provider.value?.load()) ?? null
    started.value = true
    onUnauthenticated(expire)
    if (staff.value) openEvents()
  }

  function expire() {
    if (!staff.value) return
    ended.value = true
    closeEvents()
  }

  function signedIn(session: StaffSession) {
    const again = ended.value
    staff.value = session
    ended.value = locked.value = false
    openEvents()
    if (again) announceSignedInAgain()
  }

  /** Nobody is at the screen: the session ends, and the page waits below with what was typed. */
  async function lock(): Promise<void> {
    if (!staff.value || ended.value) return
    locked.value = true
    expire()
    await provider.value?.signOut()
  }

  /** Reads again who is signed in, after a change to one's own account. */
  async function refresh(): Promise<void> {
    staff.value = (await provider.value?.load()) ?? staff.value
  }

  async function signOut(): Promise<void> {
    await provider.value?.signOut()
    closeEvents()
    staff.value = null
    ended.value = locked.value = false
  }

  function can(permission: Permission): boolean {
    return staff.value?.permissions.includes(permission) ?? false
  }

  const name = computed(() => (staff.value ? `${staff.value.firstName} ${staff.value.lastName}` : ''))
  const roleLabel = computed(() => (staff.value ? roleLabels[staff.value.role] : ''))
  const signInForm = computed(() => provider.value?.signInForm)
  /** False until features/accounts exists or when the town needs no account: then no page asks for a session. */
  const hasAccounts = computed(() => provider.value !== undefined)

  return {
    ...{ staff, started, ended, locked, name, roleLabel, signInForm, hasAccounts },
    ...{ start, expire, lock, refresh, signedIn, signOut, can },
  }
})
