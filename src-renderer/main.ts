import { createApp } from 'vue'
import { createPinia } from 'pinia'
import PrimeVue from 'primevue/config'
import { fr } from 'primelocale/js/fr.js'
import '@fontsource-variable/inter'
import '../resources/theme/tokens.css'
import './theme/base.css'
import './theme/primevue.css'
import App from './App.vue'
import { makeRouter } from './router'
import { startTheme } from './theme/theme'
import { ribambellePreset } from './theme/preset'

startTheme()

const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce

createApp(App)
  .use(createPinia())
  .use(makeRouter())
  .use(PrimeVue, {
    locale: fr,
    csp: { nonce },
    theme: {
      preset: ribambellePreset,
      // the prefix keeps PrimeVue's variables away from our --p-… scale
      options: { prefix: 'pv', darkModeSelector: '[data-theme=dark]', cssLayer: false },
    },
  })
  .mount('#app')
