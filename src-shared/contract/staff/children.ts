export const childrenContract = {}
