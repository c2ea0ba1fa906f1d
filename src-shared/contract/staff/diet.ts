import { z } from 'zod'
import { namesReligion } from '../../labels/child'

/** What is eaten, never a religion (domain rule 27). '' is the ordinary meal. */
export const zDiet = z
  .string()
  .trim()
  .max(40, '40 caractères au plus')
  .refine(
    (text) => !namesReligion(text),
    'Écrivez ce que l’enfant mange (« sans porc », « sans viande »), jamais pourquoi',
  )
