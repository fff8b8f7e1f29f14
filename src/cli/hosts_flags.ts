// The flags of hosts that do not go together: none is taken and then ignored.
import type { Context } from "./context.ts";
import { Refusal } from "./refusal.ts";

/** Throws Refusal for a flag that would mean nothing beside the others. */
export function checkHostsFlags({ flags, type }: Context): void {
  const { graph, inventory, limit, watch, all, loop } = flags;
  const given = { "--limit": limit, "--watch": watch, "--all": all, "--loop": loop };
  const vain = graph
    ? inventory === undefined ? ["--limit", "--watch", "--all"] : ["--limit", "--watch", "--all", "--loop"]
    : inventory === undefined
    ? []
    : ["--all"];
  const flag = vain.find((name) => given[name as keyof typeof given] !== undefined);
  if (flag === undefined) return;
  throw new Refusal(
    graph
      ? `--graph draws whole groups as inventories have them now: ${flag} means nothing there`
      : `-i shows the hosts that inventories have now, and ${flag} those that have left them`,
    { hint: `Leave one of them out${graph ? `; ${type("hosts --graph GROUP")} draws one group` : ""}` },
  );
}
