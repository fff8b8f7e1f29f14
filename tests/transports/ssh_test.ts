// Shells over ssh pass the contract.
import { contractOverSsh } from "./over_ssh.ts";

await contractOverSsh(["dash"], { shared: true });
