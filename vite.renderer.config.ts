import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** RIBAMBELLE_API is the address of the running program: `npm run dev` sets it. */
const api = process.env['RIBAMBELLE_API']

export default defineConfig({
  root: 'src-renderer',
  base: '/',
  plugins: [vue()],
  // PrimeVue is written with the options API, so it stays.
  define: { __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false' },
  build: { outDir: '../.vite/renderer', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
  server: {
    host: '127.0.0.1',
    proxy: api ? Object.fromEntries(['/rpc', '/events', '/files'].map((path) => [path, { target: api }])) : {},
  },
})
