import vue from 'eslint-plugin-vue'
import globals from 'globals'
import tseslint from 'typescript-eslint'

const emptyCatch = {
  selector: 'CatchClause > BlockStatement[body.length=0]',
  message: 'A caught error is handled, reported or thrown again: never swallowed.',
}
const defaultExport = { selector: 'ExportDefaultDeclaration', message: 'Export a name: it is found by search.' }

/** Days and money have one home: src-shared/kernel and src-main/kernel. */
const handMadeDaysAndMoney = [
  { selector: "NewExpression[callee.name='Date']", message: 'Use LocalDate, Instant or the clock of the context.' },
  { selector: "CallExpression[callee.name='Date']", message: 'Use LocalDate, Instant or the clock of the context.' },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'The present moment comes from the clock of the context.',
  },
  { selector: "CallExpression[callee.property.name='toFixed']", message: 'Use src-shared/format.' },
  {
    selector: "CallExpression[callee.name='parseFloat']",
    message: 'Money is in whole cents: use src-shared/kernel/money.',
  },
  {
    selector: "CallExpression[callee.object.name='Number'][callee.property.name='parseFloat']",
    message: 'Money is in whole cents: use src-shared/kernel/money.',
  },
]

export default tseslint.config(
  { ignores: ['**/node_modules/', '.vite/', 'out/', 'dist/', 'coverage/', 'tests/e2e/results/', 'resources/'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/essential'],
  {
    files: ['**/*.{ts,mts,vue,js,mjs,cjs}'],
    languageOptions: { globals: globals.es2023 },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': ['error', emptyCatch, defaultExport],
      'no-undef': 'error',
      'no-empty': 'error',
      'no-constant-condition': 'error',
      'no-dupe-else-if': 'error',
      'no-dupe-keys': 'error',
      'no-fallthrough': 'error',
      'no-self-assign': 'error',
      'no-unreachable': 'error',
      'no-unsafe-finally': 'error',
      'no-unsafe-optional-chaining': 'error',
      'no-async-promise-executor': 'error',
      'no-loss-of-precision': 'error',
      'no-control-regex': 'error',
      'use-isnan': 'error',
      'valid-typeof': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },
  {
    // The compilers know what exists in each environment (one tsconfig each).
    files: ['**/*.{ts,mts,vue}'],
    rules: { 'no-undef': 'off', 'no-redeclare': 'off' },
  },
  {
    files: ['src-*/**/*.{ts,vue}'],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', emptyCatch, defaultExport, ...handMadeDaysAndMoney],
    },
  },
  {
    files: ['src-shared/kernel/**/*.ts', 'src-main/kernel/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', emptyCatch, defaultExport] },
  },
  {
    // A promise that nobody waits for is an error that nobody sees.
    files: ['src-main/**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.main.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser }, globals: globals.browser },
    rules: {
      'no-restricted-syntax': ['error', emptyCatch, ...handMadeDaysAndMoney],
      'vue/multi-word-component-names': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/define-emits-declaration': ['error', 'type-based'],
      'vue/html-button-has-type': 'error',
      'vue/no-v-html': 'error',
      // A style attribute in the markup is refused by the content security policy.
      'vue/no-static-inline-styles': 'error',
      'vue/no-undef-components': ['error', { ignorePatterns: ['^Router', '^router-', '^i18n'] }],
      'vue/no-unused-refs': 'error',
    },
  },
  {
    files: ['scripts/**/*.mjs', '*.{js,cjs,ts}', 'tests/**/*.ts'],
    languageOptions: { globals: { ...globals.node } },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { globals: { ...globals.node, ...globals.commonjs } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['src-{front,renderer,portal}/**/*.js'],
    languageOptions: { globals: { ...globals.browser, ...globals.serviceworker } },
  },
  {
    files: ['*.config.{js,ts}', '.dependency-cruiser.cjs', 'tests/**/*.config.ts'],
    rules: { 'no-restricted-syntax': ['error', emptyCatch], '@typescript-eslint/no-require-imports': 'off' },
  },
)
