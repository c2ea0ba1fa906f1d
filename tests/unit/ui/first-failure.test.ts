import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import PrimeVue from 'primevue/config'
import { describe, expect, it, vi } from 'vitest'
import type { Reply } from '../../../src-shared/contract/operation'
import { ApiError } from '../../../src-front/api/errors'
import { setTransport } from '../../../src-renderer/api/client'
import App from '../../../src-renderer/App.vue'
import { makeRouter } from '../../../src-renderer/router'

/** The desk as a page meets it: away, or there with an answer for each operation. */
function desk(answers: Record<string, unknown>) {
  const state = { isAway: true }
  setTransport(async (operation): Promise<Reply> => {
    if (state.isAway) throw new ApiError('unavailable', 'network.unreachable')
    return { ok: true, value: answers[operation] }
  })
  return state
}

async function opened(path: string) {
  window.history.replaceState({}, '', path)
  const router = makeRouter()
  const wrapper = mount(App, { global: { plugins: [createPinia(), router, PrimeVue] } })
  await flushPromises()
  return { router, wrapper }
}

describe('a page opened while the desk is away', () => {
  it('says why, and goes on from there once the desk is back', async () => {
    const state = desk({ 'session.current': null, 'firstRun.status': { hasTown: true } })
    const { router, wrapper } = await opened('/familles')
    expect(wrapper.get('[role=alert]').text()).toContain('Le serveur ne répond pas')
    await wrapper.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(wrapper.find('[role=alert]').exists()).toBe(true)

    state.isAway = false
    await wrapper.get('[role=alert] button').trigger('click')
    await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('sign-in'))
    expect(router.currentRoute.value.query['then']).toBe('/familles')
    await flushPromises()
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
  })

  it('leads to the first run when the desk has no town', async () => {
    desk({ 'session.current': null, 'firstRun.status': { hasTown: false } }).isAway = false
    const { router } = await opened('/')
    await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('first-run'))
  })
})
