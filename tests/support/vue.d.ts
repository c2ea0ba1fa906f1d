/** The tests are checked by plain tsc, which cannot read components; the fronts' own type-check reads them in full. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<Record<string, unknown>, object, unknown>
  export { component as default }
}
