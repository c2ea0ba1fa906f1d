import { defineConfig, type UserConfig } from 'vite'

/** Native or font-reading packages stay outside the bundle, `electron` belongs to its own runtime. */
const EXTERNAL = ['better-sqlite3', 'pg', 'pdfkit', 'electron']

/** One file per entry of src-main: ES modules for Node, CommonJS for Electron (a sandboxed preload knows nothing else). */
function mainBuild(input: Record<string, string>, format: 'es' | 'cjs'): UserConfig {
  return {
    publicDir: false,
    ssr: { noExternal: true, external: EXTERNAL },
    build: {
      ssr: true,
      target: 'node22',
      outDir: '.vite/build',
      emptyOutDir: false,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input,
        external: EXTERNAL,
        output: {
          format,
          entryFileNames: format === 'es' ? '[name].mjs' : '[name].cjs',
          chunkFileNames: format === 'es' ? 'chunks/[name]-[hash].mjs' : 'chunks/[name]-[hash].cjs',
        },
      },
    },
  }
}

/** `mode` is the part to build. */
export default defineConfig(({ mode }) => {
  if (mode === 'electron') return mainBuild({ main: 'src-main/hosts/electron/main.ts' }, 'cjs')
  if (mode === 'preload') return mainBuild({ preload: 'src-main/hosts/electron/preload.ts' }, 'cjs')
  if (mode === 'hosted-portal') return mainBuild({ portal: 'src-main/hosts/node/portal.ts' }, 'es')
  return mainBuild({ node: 'src-main/hosts/node/main.ts' }, 'es')
})
