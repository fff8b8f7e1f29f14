// The language model that this machine has, where nobody names one.
import { isAbsolute, join } from "node:path";
import { findModel } from "../deciders/models/find_model.ts";

/** As `--model` names it; null where none is there. */
export function modelHere(): string | null {
  return findModel({ env: (name) => Deno.env.get(name), onPath });
}

/** Whether a program of that name can be started by its name alone. */
export function onPath(program: string): boolean {
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter(isAbsolute);
  return folders.some((folder) => {
    try {
      const { isFile, mode } = Deno.statSync(join(folder, program));
      return isFile && (mode === null || (mode & 0o111) !== 0);
    } catch {
      return false;
    }
  });
}
