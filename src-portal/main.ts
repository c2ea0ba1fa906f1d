import { createApp } from 'vue'
import { createPinia } from 'pinia'
import '@fontsource-variable/inter'
import '../resources/theme/tokens.css'
import './theme/base.css'
import './theme/marks.css'
import './theme/frame.css'
import App from './App.vue'
import { i18n } from './i18n'
import { makeRouter } from './router'
import { startTheme } from './theme/theme'

startTheme()

createApp(App).use(createPinia()).use(i18n).use(makeRouter()).mount('#app')

if ('serviceWorker' in navigator && import.meta.env.PROD) {
  // the portal works without it: it only opens faster with it
  navigator.serviceWorker.register('/service-worker.js').catch(reportError)
}
