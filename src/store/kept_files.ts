// Files as a run first read them: one that is changed or removed under a running loop does not change what the loop goes on with.
import { InputError } from "../model/errors.ts";
import type { Files } from "../ports/files.ts";
import type { KeptSources } from "./kept_sources.ts";

/** Every file is read once a run; folders and the environment are looked at as they are. Of one that `isSecret` only the hash is kept. */
export function keptFiles(
  sources: KeptSources,
  inner: Files,
  isSecret: (content: Uint8Array) => boolean = () => false,
): Files {
  const read = (path: string): Uint8Array => {
    if (sources.hashOf(path) === undefined) {
      const content = inner.read(path);
      sources.keep(path, content, { mode: inner.mode?.(path), secret: isSecret(content) });
      return content;
    }
    const kept = sources.contentOf(path);
    if (kept !== undefined) return kept;
    // Too large to keep, or with a secret in it, so it must still be what it was.
    const content = inner.read(path);
    if (sources.isSame(path, content)) return content;
    throw new InputError(
      `${path} changed during the run, and it was not kept, being too large or with a secret in it: put the old content back, or cancel the loop and start it anew`,
      { file: path },
    );
  };
  return {
    read,
    readText: (path) => new TextDecoder().decode(read(path)),
    // What was printed by a program and not kept is not there until it is printed again.
    kind: (path) => sources.hashOf(path) !== undefined && sources.isKept(path) ? "file" : inner.kind(path),
    list: (path) => inner.list(path),
    mode: (path) => sources.modeOf(path) ?? inner.mode?.(path),
    readBefore: () => sources.paths(),
    env: (name) => inner.env(name),
    ...(inner.link === undefined ? {} : { link: (path: string) => inner.link?.(path) ?? false }),
    ...(inner.target === undefined ? {} : { target: (path: string) => inner.target?.(path) }),
    ...(inner.real === undefined ? {} : { real: (path: string) => inner.real?.(path) ?? path }),
    ...(inner.now === undefined ? {} : { now: () => inner.now?.() ?? 0 }),
  };
}
