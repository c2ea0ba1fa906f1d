import type { RouteRecordRaw } from 'vue-router'
import { call } from '../../api'
import { i18n } from '../../i18n'
import { provideSession } from '../../stores/session'
import { provideTown, type TownIdentity } from '../../stores/town'
import { loadBadges } from '../badges'
import SignInForm from './SignInForm.vue'

const bare = { layout: 'bare', public: true } as const

export const routes: RouteRecordRaw[] = [
  {
    path: '/connexion',
    name: 'sign-in',
    component: () => import('./SignInPage.vue'),
    meta: { title: 'signin.title', ...bare },
  },
  {
    path: '/mot-de-passe-oublie',
    name: 'forgotten',
    component: () => import('./ForgottenPage.vue'),
    meta: { title: 'access.forgotten', ...bare },
  },
  {
    path: '/premiere-visite',
    name: 'first-visit',
    component: () => import('./FirstVisitPage.vue'),
    meta: { title: 'access.firstVisit', ...bare },
  },
  {
    path: '/premiere-connexion',
    name: 'activation-code',
    component: () => import('./CodePage.vue'),
    meta: { title: 'access.code', ...bare },
  },
  {
    path: '/acces',
    name: 'choose-password',
    component: () => import('./ChoosePasswordPage.vue'),
    meta: { title: 'access.choose', ...bare },
  },
  {
    path: '/adresse',
    name: 'confirm-email',
    component: () => import('./ConfirmEmailPage.vue'),
    meta: { title: 'access.confirmEmail', ...bare },
  },
  {
    path: '/demande-de-compte',
    name: 'register',
    component: () => import('./RegisterPage.vue'),
    meta: { title: 'register.title', ...bare },
  },
  {
    path: '/demande-de-compte/confirmer',
    name: 'prove-email',
    component: () => import('./ProveEmailPage.vue'),
    meta: { title: 'register.prove', ...bare },
  },
  {
    path: '/franceconnect',
    name: 'identity',
    component: () => import('./IdentityPage.vue'),
    meta: { title: 'identity.title', ...bare },
  },
  {
    path: '/mot-de-passe',
    name: 'forced-password',
    component: () => import('./ForcedPasswordPage.vue'),
    meta: { title: 'access.forced', layout: 'bare' },
  },
  {
    path: '/bienvenue',
    name: 'completion',
    component: () => import('./CompletionPage.vue'),
    meta: { title: 'register.completion', layout: 'bare' },
  },
]

provideSession({
  load: async () => {
    const session = await call('session.current', {})
    // the page itself says what goes wrong: a badge that could not be read is only missing
    if (session?.gate === null && window.location.pathname !== '/') loadBadges().catch(reportError)
    return session
  },
  signOut: async () => void (await call('session.signOut', {})),
  signInForm: SignInForm,
})

provideTown(async (): Promise<TownIdentity> => {
  const town = await call('town.identity', {})
  const { t } = i18n.global
  const services = town.services.map((kind) => t(`signin.service.${kind}`))
  return {
    name: town.name,
    accentColour: town.accentColour,
    services: services.length > 0 ? sentence(services) : null,
    desk: {
      phone: town.phone || null,
      email: town.email || null,
      address: town.address || null,
      hours: town.openingHours || null,
    },
    access: town.access,
  }
})

function sentence(words: string[]): string {
  const text = words.join(', ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
