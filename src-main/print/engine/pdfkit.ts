import { createRequire } from 'node:module'

// pdfkit offers its Node build (native zlib) to `require` only: an `import` gets its browser build, several times slower
const PDFDocument = createRequire(import.meta.url)('pdfkit') as typeof PDFKit.PDFDocument & {
  new (options?: PDFKit.PDFDocumentOptions): PDFKit.PDFDocument
}

export { PDFDocument }
