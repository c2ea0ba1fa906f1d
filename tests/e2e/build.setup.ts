import { test } from '@playwright/test'
import { buildAll } from '../support/desk-process'

// once, before any worker starts a desk of its own
test('the desk, the hosted portal and both fronts build', () => {
  buildAll()
})
