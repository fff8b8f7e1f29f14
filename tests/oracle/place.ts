// Where a case is played, and as whom: this machine as the user who runs the tests, or a host over ssh, or another user.
import { userInfo } from "node:os";

/** Whose files and processes the case's are. */
export interface Me {
  uid: number;
  gid: number;
  name: string;
  /** Where he is another user than who runs the tests: those have a home in each tree. */
  home?: string;
}

/** What a host is told of one tree. */
export interface TreeAt {
  path: string;
  /** What commands of the case find in their environment. */
  env: Record<string, string>;
  /** The case names hosts of its own: all of them are entered alike; else `localhost` is. */
  fleet: boolean;
}

/** One way to play all cases. */
export interface Place {
  /** First word of the excuses that count here only: `# ssh: KEY: reason`, `# become: KEY: reason`. */
  words: readonly ("ssh" | "become")[];
  me: Me;
  /** Flags for either tool that lead there. */
  enter(tree: TreeAt): Promise<string[]>;
}

/** Who runs the tests. */
export function myself(): Me {
  return { uid: Deno.uid() ?? 0, gid: Deno.gid() ?? 0, name: userInfo().username };
}

/** This machine, as the playbook's own `connection: local` has it. */
export const THIS_MACHINE: Place = { words: [], me: myself(), enter: () => Promise.resolve([]) };
