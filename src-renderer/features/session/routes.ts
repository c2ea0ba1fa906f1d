import type { RouteRecordRaw } from 'vue-router'
import { isSchoolYear, schoolYear } from '../../../src-shared/kernel/school-year'
import { call } from '../../api/client'
import { provideSession } from '../../stores/session'
import { provideShell } from '../../stores/shell'
import { sessionOf } from './session-of'
import SignInForm from './SignInForm.vue'

provideSession({
  load: async () => {
    const staff = await call('session.current', {})
    return staff ? sessionOf(staff) : null
  },
  signOut: async () => {
    await call('session.signOut', {})
  },
  signInForm: SignInForm,
})

provideShell(async () => {
  const context = await call('organisation.context', {})
  return {
    townName: context.townName,
    accentColour: context.accentColour,
    structures: context.structures,
    schoolYears: context.schoolYears.filter(isSchoolYear),
    schoolYear: schoolYear(context.schoolYear),
  }
})

export const routes: RouteRecordRaw[] = [
  {
    path: '/connexion',
    name: 'sign-in',
    component: () => import('./SignInPage.vue'),
    // a desk without a town has nobody who could sign in
    beforeEnter: async () => (await call('firstRun.status', {})).hasTown || { name: 'first-run' },
    meta: { title: 'S’identifier', layout: 'bare', public: true },
  },
  {
    path: '/mon-mot-de-passe',
    name: 'own-password',
    component: () => import('./PasswordPage.vue'),
    meta: { title: 'Sécurité de mon compte' },
  },
  {
    path: '/invitation',
    name: 'invitation',
    component: () => import('./InvitationPage.vue'),
    meta: { title: 'Choisir mon mot de passe', layout: 'bare', public: true },
  },
]
