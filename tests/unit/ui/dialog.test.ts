import { mount } from '@vue/test-utils'
import { nextTick } from 'vue'
import { afterEach, describe, expect, it } from 'vitest'
import Dialog from '../../../src-renderer/ui/Dialog.vue'

function page() {
  document.body.innerHTML = '<button id="opener">Refuser</button>'
  const opener = document.querySelector<HTMLButtonElement>('#opener')
  if (!opener) throw new Error('no opener')
  opener.focus()
  const wrapper = mount(Dialog, {
    attachTo: document.body,
    props: { open: false, title: 'Refuser la demande', 'onUpdate:open': (open: boolean) => wrapper.setProps({ open }) },
    slots: { default: '<input id="reason" data-first-focus>', footer: '<button id="last">Refuser</button>' },
    global: { stubs: { transition: false } },
  })
  return { opener, wrapper }
}

async function open(wrapper: ReturnType<typeof page>['wrapper']) {
  await wrapper.setProps({ open: true })
  await nextTick()
  await nextTick()
}

const focused = () => document.activeElement?.id
const press = (key: string, shiftKey = false) =>
  document.activeElement?.dispatchEvent(
    new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }),
  )

describe('a dialog', () => {
  let mounted: ReturnType<typeof page> | undefined
  afterEach(() => mounted?.wrapper.unmount())

  it('has a name and takes the focus to its first field', async () => {
    mounted = page()
    await open(mounted.wrapper)
    const dialog = document.querySelector('[role=dialog]')
    const title = dialog?.getAttribute('aria-labelledby')
    expect(title && document.getElementById(title)?.textContent).toBe('Refuser la demande')
    expect(focused()).toBe('reason')
  })

  it('gives the focus back to what opened it when Escape closes it', async () => {
    mounted = page()
    await open(mounted.wrapper)
    press('Escape')
    await nextTick()
    expect(mounted.wrapper.props('open')).toBe(false)
    expect(focused()).toBe('opener')
  })

  it('keeps Tab inside, in both directions', async () => {
    mounted = page()
    await open(mounted.wrapper)
    document.querySelector<HTMLElement>('#last')?.focus()
    press('Tab')
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Fermer')
    press('Tab', true)
    expect(focused()).toBe('last')
  })

  it('stays open on Escape when it must be answered', async () => {
    mounted = page()
    await mounted.wrapper.setProps({ dismissable: false })
    await open(mounted.wrapper)
    press('Escape')
    await nextTick()
    expect(mounted.wrapper.props('open')).toBe(true)
  })
})
