import type { Contract } from './operation'
import { portalContract } from './portal'
import { staffContract } from './staff'

const contracts: Contract[] = [staffContract, portalContract]
const commands = new Set(
  contracts.flatMap((contract) =>
    Object.entries(contract).flatMap(([name, { kind }]) => (kind === 'command' ? [name] : [])),
  ),
)

/** Whether an operation of the audit log changed something; readings leave a trace too. */
export const isCommand = (operation: string) => commands.has(operation)
