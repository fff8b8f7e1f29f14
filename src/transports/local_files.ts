// The controller's own files and environment.
import { InputError } from "../model/errors.ts";
import type { Files } from "../ports/files.ts";

/** Reads what is on disk now. */
export function localFiles(): Files {
  const decoder = new TextDecoder();
  const read = (path: string): Uint8Array => telling(path, () => Deno.readFileSync(path));
  return {
    read,
    readText: (path) => decoder.decode(read(path)),
    kind: (path) => {
      try {
        return Deno.statSync(path).isDirectory ? "directory" : "file";
      } catch (error) {
        // It may well be there.
        if (isWithheld(path, error)) throw told(path, error);
        return undefined;
      }
    },
    mode: (path) => telling(path, () => (Deno.statSync(path).mode ?? 0o644) & 0o7777),
    list: (path) => telling(path, () => [...Deno.readDirSync(path)].map((entry) => entry.name).sort()),
    link: (path) => {
      try {
        return Deno.lstatSync(path).isSymlink;
      } catch {
        return false;
      }
    },
    target: linkTarget,
    real: followed,
    now: () => Date.now(),
    env: (name) => Deno.env.get(name),
  };
}

// As os.path.realpath: what does not exist, and a link that leads round in a circle, stays as it is written.
function followed(path: string, left = 40): string {
  let real = "";
  for (const part of path.split("/").filter((part) => part !== "" && part !== ".")) {
    if (part === "..") {
      real = real.slice(0, Math.max(0, real.lastIndexOf("/")));
      continue;
    }
    const place = `${real}/${part}`;
    const target = left > 0 ? linkTarget(place) : undefined;
    real = target === undefined ? place : followed(target.startsWith("/") ? target : `${real}/${target}`, left - 1);
    if (real === "/") real = "";
  }
  return real === "" ? "/" : real;
}

function linkTarget(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return undefined;
  }
}

/** Whether a program has to be allowed everything to read there, which less than -A is not. */
function isWithheld(path: string, error: unknown): boolean {
  return error instanceof Deno.errors.NotCapable && /^\/(dev|proc|sys)(\/|$)/.test(path);
}

function telling<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw told(path, error);
  }
}

function told(path: string, error: unknown): InputError {
  const why = error instanceof Deno.errors.NotFound
    ? "it does not exist"
    : error instanceof Deno.errors.PermissionDenied
    ? "permission denied"
    : isWithheld(path, error)
    ? "Deno keeps what lies below /dev, /proc and /sys from a program that may not do everything; copy it elsewhere"
    : error instanceof Error
    ? error.message
    : String(error);
  return new InputError(`Cannot read ${path}: ${why}`, { file: path }, { cause: error });
}
