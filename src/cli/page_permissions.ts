// What the status page may do where deno runs it: a page that is tricked can start no program and reach no other machine.
import { type Address, addressText } from "./listen_address.ts";
import { TYPED_AS } from "./page_rights.ts";

/** Variables that it reads: who it is, where models are, what the program is called. All others are as if they were not set. */
const VARIABLES = [
  ...["USER", "LOGNAME", "HOME", "PATH", "TERM", "NO_COLOR"],
  ...["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL", TYPED_AS],
];

/** Variables that Deno itself and the system below it read. */
const BELOW = ["TZ", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "SYSTEMROOT", "DENO_DIR"];

/** All of the environment that a page needs, for where Deno cannot be told to keep the rest from it. */
export function pageEnvironment(env: (name: string) => string | undefined): Record<string, string> {
  return Object.fromEntries([...VARIABLES, ...BELOW].flatMap((name) => {
    const value = env(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

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
