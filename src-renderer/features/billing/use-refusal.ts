import { watch, type Ref } from 'vue'
import { errorText } from '../../api'
import { useToasts } from '../../ui'

/** Says in a toast why an act was refused, where no field could. */
export function useRefusal(...errors: Ref<unknown>[]): void {
  watch(errors, (values, before) => {
    const error = values.find((value, index) => value !== undefined && value !== before[index])
    if (error !== undefined) useToasts().add({ text: errorText(error), tone: 'danger' })
  })
}
