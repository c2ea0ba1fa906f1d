export const pricingContract = {}
