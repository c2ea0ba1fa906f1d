/** French words that several screens share. Texts of errors live beside their codes, in `errors/`. */
export { errorLabel } from '../errors'
