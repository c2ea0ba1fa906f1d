/** Where the desk serves an attachment, to be read in the page. */
export const attachmentAddress = (id: string) => `/files/uploads/${id}`
