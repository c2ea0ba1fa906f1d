import { computed, ref, shallowRef, type Component } from 'vue'
import { defineStore } from 'pinia'
import type { PortalGate } from '../../src-shared/contract/portal/session'
import { announceSignedInAgain } from '../../src-front/api/signed-in-again'
import { onUnauthenticated } from '../api/client'
import { dropAllDrafts } from './drafts'

export interface PortalSession {
  firstName: string
  lastName: string
  familyNumber: string
  /** What comes before everything else; null = the portal is open. */
  gate: PortalGate | null
  welcome: boolean
}

/** What pages/sign-in gives to the frame: how to know who is there, and the form that lets somebody in. */
export interface SessionProvider {
  load(): Promise<PortalSession | null>
  signOut(): Promise<void>
  /** A component that emits `signed-in` with a PortalSession. Shown over the page when a session ends. */
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
  const parent = shallowRef<PortalSession | null>(null)
  const started = ref(false)
  const ended = ref(false)

  async function start(): Promise<void> {
    if (started.value) return
    parent.value = (await provider.value?.load()) ?? null
    started.value = true
    onUnauthenticated(expire)
  }

  function expire() {
    if (parent.value) ended.value = true
  }

  function signedIn(session: PortalSession) {
    const again = ended.value
    parent.value = session
    ended.value = false
    if (again) announceSignedInAgain()
  }

  async function signOut(): Promise<void> {
    await provider.value?.signOut()
    dropAllDrafts()
    parent.value = null
    ended.value = false
  }

  const name = computed(() => (parent.value ? `${parent.value.firstName} ${parent.value.lastName}` : ''))
  const signInForm = computed(() => provider.value?.signInForm)
  const hasAccounts = computed(() => provider.value !== undefined)

  return { parent, started, ended, name, signInForm, hasAccounts, start, expire, signedIn, signOut }
})
