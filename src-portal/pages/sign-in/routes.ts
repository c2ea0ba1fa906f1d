import type { RouteRecordRaw } from 'vue-router'
import { call } from '../../api'
import { i18n } from '../../i18n'
import { provideSession } from '../../stores/session'
import { provideTown, type TownIdentity } from '../../stores/town'
import { loadBadges } from '../badges'
import SignInForm from './SignInForm.vue'

export const routes: RouteRecordRaw[] = [
  {
    path: '/connexion',
    name: 'sign-in',
    component: () => import('./SignInPage.vue'),
    meta: { title: 'signin.title', layout: 'bare', public: true },
  },
]

provideSession({
  load: async () => {
    const session = await call('session.current', {})
    // the page itself says what goes wrong: a badge that could not be read is only missing
    if (session && window.location.pathname !== '/') loadBadges().catch(reportError)
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
  }
})

function sentence(words: string[]): string {
  const text = words.join(', ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
