// Shells over ssh pass the contract with every shell that this project promises, and when each of them logs in.
import { contractOverSsh } from "./over_ssh.ts";

await contractOverSsh(["bash"], { shared: true });
await contractOverSsh(["busybox", "sh"], { shared: true });
await contractOverSsh(["sh"], { shared: false });
