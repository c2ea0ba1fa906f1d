import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { localDate } from '../../../src-shared/kernel/local-date'
import DateField from '../../../src-renderer/ui/DateField.vue'
import MoneyField from '../../../src-renderer/ui/MoneyField.vue'
import { readAmount, readDate } from '../../../src-renderer/ui/field-text'

const today = localDate('2026-12-02')

describe('an amount typed by hand', () => {
  it.each([
    ['12,5', 1250],
    ['12.50', 1250],
    ['1 240,50 €', 124050],
    ['-3', -300],
    ['0,07', 7],
  ])('reads %s as %i cents', (text, cents) => expect(readAmount(text)).toBe(cents))

  it.each(['', 'douze', '1,234', '12,5,0', '1e3'])('does not guess « %s »', (text) =>
    expect(readAmount(text)).toBeUndefined(),
  )

  it('gives the field cents, and says what is expected when it is not an amount', async () => {
    const field = mount(MoneyField, { props: { label: 'Montant', modelValue: null } })
    const input = field.get('input')
    await input.setValue('12,5')
    expect(field.emitted('update:modelValue')?.at(-1)).toEqual([1250])
    await input.setValue('douze')
    await input.trigger('blur')
    expect(field.emitted('update:modelValue')?.at(-1)).toEqual([null])
    const described = input.attributes('aria-describedby') ?? ''
    expect(input.attributes('aria-invalid')).toBe('true')
    expect(field.get(`[id="${described}"]`).text()).toContain('Un montant en euros')
  })
})

describe('a day typed by hand', () => {
  it.each([
    ['31/08/2027', '2027-08-31'],
    ['1/9/26', '2026-09-01'],
    ['01092026', '2026-09-01'],
    ['14.03.19', '2019-03-14'],
    ['12/5/85', '1985-05-12'],
    ['7/12', '2026-12-07'],
  ])('reads %s as %s', (text, date) => expect(readDate(text, today)).toBe(date))

  it.each(['', '31/02/2027', '2027-08-31x', 'demain', '45/1/2026'])('does not guess « %s »', (text) =>
    expect(readDate(text, today)).toBeUndefined(),
  )

  it('refuses a day outside its limits and says which', async () => {
    const field = mount(DateField, {
      props: { label: 'Fin', modelValue: localDate('2026-10-01'), min: localDate('2026-09-01') },
    })
    await field.get('input').setValue('31/08/2026')
    await field.get('input').trigger('blur')
    expect(field.emitted('update:modelValue')?.at(-1)).toEqual([null])
    await field.setProps({ modelValue: null })
    expect(field.get('input').element.value).toBe('31/08/2026')
    expect(field.text()).toContain('Au plus tôt le 01/09/2026')
  })
})
