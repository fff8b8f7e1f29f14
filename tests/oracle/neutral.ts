// Takes out of a run what no two runs have in common: where the tree is, when it was, which process did it.
import { userInfo } from "node:os";

/** The same value with the tree written as `@`, the ground as `@@` and the user who runs the tests as `me`. */
export function neutral(value: unknown, at: { tree: string; folder: string }): unknown {
  const { username } = userInfo();
  const text = (it: string) =>
    it.replaceAll(/\/[^\s'"]*\/\.ansible\/tmp\/[^\s'"]*/g, "(temporary)").replaceAll(at.tree, "@").replaceAll(
      at.folder,
      "@@",
    )
      .replaceAll(/\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~/g, ".BACKUP~");
  const walk = (it: unknown, key: string): unknown => {
    if (typeof it === "string") return (key === "owner" || key === "group") && it === username ? "me" : text(it);
    if (key === "uid" && it === Deno.uid() || key === "gid" && it === Deno.gid()) return "me";
    if (Array.isArray(it)) return it.map((one) => walk(one, ""));
    if (typeof it !== "object" || it === null) return it;
    return Object.fromEntries(Object.entries(it).map(([name, one]) => [text(name), walk(one, name)]));
  };
  return walk(value, "");
}
