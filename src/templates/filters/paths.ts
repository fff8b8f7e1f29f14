// Filters on POSIX paths, as Python's os.path has them.
import { TemplateError } from "../../model/errors.ts";
import { strip } from "../characters.ts";
import { asText, items } from "../coerce.ts";
import { filter, type Filters } from "./definition.ts";
import { Tuple } from "../value.ts";

/** Path filters by name. */
export const PATHS: Filters = {
  basename: filter([], (value) => {
    const path = asText(value, "basename()");
    return path.slice(path.lastIndexOf("/") + 1);
  }),
  dirname: filter([], (value) => {
    const path = asText(value, "dirname()");
    const head = path.slice(0, path.lastIndexOf("/") + 1);
    return /^\/*$/.test(head) ? head : strip(head, "/", "right");
  }),
  splitext: filter([], (value) => {
    const path = asText(value, "splitext()");
    const name = path.slice(path.lastIndexOf("/") + 1);
    const dot = name.lastIndexOf(".");
    const at = dot > 0 && /[^.]/.test(name.slice(0, dot)) ? path.length - name.length + dot : path.length;
    return Tuple.holding([path.slice(0, at), path.slice(at)]);
  }),
  path_join: filter([], (value) => {
    if (typeof value === "string") return value;
    const parts = items(value).map((part) => asText(part, "path_join()"));
    if (parts.length === 0) throw new TemplateError("path_join(): expected at least one path");
    return parts.reduce((path, part) =>
      part.startsWith("/") ? part : path === "" || path.endsWith("/") ? path + part : `${path}/${part}`
    );
  }),
  relpath: filter(["start"], (value, [start = null]) => {
    const [path, base] = [asText(value, "relpath()"), asText(start, "relpath(): start")].map((one) => resolved(one));
    if (path === undefined || base === undefined) return null;
    let shared = 0;
    while (shared < path.length && shared < base.length && path[shared] === base[shared]) shared++;
    return [...base.slice(shared).map(() => ".."), ...path.slice(shared)].join("/") || ".";
  }),
};

function resolved(path: string): string[] {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts;
}
