// Which hosts a loop is for, in one line: its inventory and its limit, as `status` and `show` say them.
import type { Loop } from "../model/loop.ts";
import type { Context } from "./context.ts";
import { pathFromHere } from "../words/path_from_here.ts";

/** `inventory.yml, web1,web2; only web:!web3`; null for a loop without an inventory, which is for this machine. */
export function hostsWanted({ io }: Pick<Context, "io">, { options }: Pick<Loop, "options">): string | null {
  const { inventory, limit } = options ?? {};
  if (inventory === undefined) return null;
  const sources = inventory.map((source) => pathFromHere(source, io.cwd));
  return `${sources.join(", ")}${limit === undefined ? "" : `; only ${limit}`}`;
}
