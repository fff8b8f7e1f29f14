// The language model that this machine has, where nobody names one.
import { isAbsolute, join } from "node:path";
import { findModel } from "../deciders/models/find_model.ts";

/** As `--model` names it; null where none is there. */
export function modelHere(): string | null {
  return findModel({ env: (name) => Deno.env.get(name), onPath });
}

/** Whether a program of that name can be started by its name alone. */
export function onPath(program: string): boolean {
  return placesOf(program).some((path) => isProgram(path) === true);
}

/** Whether there is a program that a line begins with: by its path from here, or by its name alone. True where nobody may look. */
export function isThere(program: string): boolean {
  return (program.includes("/") ? [program] : placesOf(program)).some((path) => isProgram(path) !== false);
}

function placesOf(program: string): string[] {
  return (Deno.env.get("PATH") ?? "").split(":").filter(isAbsolute).map((folder) => join(folder, program));
}

/** Undefined where this process may not look. */
function isProgram(path: string): boolean | undefined {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && (mode === null || (mode & 0o111) !== 0);
  } catch (error) {
    return error instanceof Deno.errors.NotCapable ? undefined : false;
  }
}
