// Takes out of a run what no two runs have in common: where the tree is, when it was, which process did it.
import { createHash } from "node:crypto";
import { type Me, myself } from "./place.ts";

const NEVER = /(?!)/g;

/** The same value with the tree written as `@`, the ground as `@@` and the user whose tree it is as `me`. */
export function neutral(value: unknown, at: { tree: string; folder: string; url: string; me: Me }): unknown {
  const { me } = at;
  const mine = myself().name;
  // `./f` and `f` are one path; we write the first where a name could be taken for an option.
  const text = (it: string) =>
    short(
      it.replace(/^\.\//, "").replaceAll(/\/[^\s'"]*\/\.ansible\/tmp\/[^\s'"]*/g, "(temporary)")
        .replaceAll(at.url === "" ? NEVER : at.url, "http://web").replaceAll(me.home ?? NEVER, "@.home").replaceAll(
          at.tree,
          "@",
        ).replaceAll(at.folder, "@@")
        .replaceAll(/\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~/g, ".BACKUP~"),
    );
  const walk = (it: unknown, key: string): unknown => {
    // Recorded by name, as of the user who runs the tests.
    if ((key === "pw_name" || key === "gr_name") && it === me.name) return mine;
    if (typeof it === "string") return (key === "owner" || key === "group") && it === me.name ? "me" : text(it);
    if (key === "uid" && it === me.uid || key === "gid" && it === me.gid) return "me";
    // The order of a folder's entries is the file system's.
    if (Array.isArray(it) && key === "files" && it.every((one) => one?.path)) {
      it.sort((a, b) => a.path < b.path ? -1 : 1);
    }
    if (Array.isArray(it) && it.length > 1000) return short(JSON.stringify(it.map((one) => walk(one, ""))));
    if (Array.isArray(it)) return it.map((one) => walk(one, ""));
    if (typeof it !== "object" || it === null) return it;
    return Object.fromEntries(
      Object.entries(it).filter(([name]) => !(isFolder(it) && (name === "size" || name === "nlink")))
        .map(([name, one]) => [text(name), walk(one, name)]),
    );
  };
  return walk(value, "");
}

/** Of a folder, size and number of names are the file system's own affair. */
function isFolder(result: object): boolean {
  return "state" in result && result.state === "directory" || "isdir" in result && result.isdir === true;
}

/** A long text by its sum: recordings are to be read. */
function short(text: string): string {
  if (text.length <= 4000) return text;
  return `${text.length} characters, sha1 ${createHash("sha1").update(text).digest("hex")}`;
}
