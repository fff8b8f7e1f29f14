// Whether anything has a name, a link to nothing included.

/** Asks at once, so that it may be asked where nothing else runs. */
export function there(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
