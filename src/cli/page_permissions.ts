// What the status page may do where deno runs it: a page that is tricked can start no program and reach no other machine.
import { type Address, addressText } from "./listen_address.ts";

/** Variables that it reads: who it is, where models are. All others are as if they were not set. */
const VARIABLES = [
  ...["USER", "LOGNAME", "HOME", "PATH", "TERM", "NO_COLOR"],
  ...["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL"],
];

/**
 * Words for `deno run`. It reads playbooks and inventories wherever they lie; it writes to these absolute paths (the database, the folder of rules; what
 * SQLite puts beside a database needs no word); it listens on this address and connects to none.
 */
export function pagePermissions({ address, writes }: { address: Address; writes: readonly string[] }): string[] {
  return [
    "--no-prompt",
    "--allow-read",
    written(writes),
    `--allow-net=${addressText(address)}`,
    `--allow-env=${VARIABLES.join(",")}`,
    "--ignore-env",
    "--allow-sys=hostname,uid",
  ];
}

/** Deno parts paths at commas and knows no way around one in a path: then it is everywhere, rather than nowhere. */
function written(paths: readonly string[]): string {
  return paths.some((path) => path.includes(",")) ? "--allow-write" : `--allow-write=${paths.join(",")}`;
}
