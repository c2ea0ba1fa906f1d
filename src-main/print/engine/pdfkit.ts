import { createRequire } from 'node:module'
import type PDFKitDocument from 'pdfkit'

// pdfkit offers its Node build (native zlib) to `require` only: an `import` gets its browser build, several times slower
const PDFDocument = createRequire(import.meta.url)('pdfkit') as typeof PDFKitDocument

export { PDFDocument }
