export const messagingContract = {}
