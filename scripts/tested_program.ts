// Which program the tests start: the bundle, built once for all of them, or what `FTL2` names.
import { resolve } from "node:path";
import { buildBundle } from "./built_bundle.ts";

/** The bundle of this run, in a folder of its own, where nobody builds a newer one meanwhile. */
export class Bundled implements AsyncDisposable {
  private constructor(readonly path: string, readonly folder: string) {}

  /** Builds it; undefined where that fails, which the build has told. */
  static async build(): Promise<Bundled | undefined> {
    const built = await buildBundle();
    if (built === undefined) return undefined;
    const folder = await Deno.makeTempDir({ prefix: "ftl2-bundle-" });
    const path = `${folder}/ftl2-enterprise.js`;
    await Deno.copyFile(built, path);
    // Others than root start it too.
    await Deno.chmod(folder, 0o755);
    return new Bundled(path, folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** What `FTL2` names, as seen from the folder in which the task was typed; undefined where it names nothing. */
export function namedProgram(): string | undefined {
  const named = Deno.env.get("FTL2");
  if (named === undefined || named === "" || /^https?:/.test(named)) return named || undefined;
  return resolve(Deno.env.get("INIT_CWD") ?? Deno.cwd(), named);
}

/**
 * Suites of the program as a process that start it from source all the same: the example of the README, and a worker with its page. What a bundle
 * changes is how parts are loaded and how a process is started once more; they go through all of it, as does tests/cli/process_test.ts.
 */
export const FROM_SOURCE: readonly string[] = ["tests/e2e/example_test.ts", "tests/e2e/serve_worker_test.ts"];

/** Suites elsewhere that start a process of the program many times: it starts from the bundle with half the work. */
export const FROM_BUNDLE: readonly string[] = [
  "tests/crash/hostile_database_test.ts",
  "tests/crash/kill_long_test.ts",
  "tests/crash/kill_test.ts",
];

/** Whether a portion starts the bundle. */
export function startsBundle(files: readonly string[]): boolean {
  return files.some((file) =>
    (file.startsWith("tests/e2e/") || FROM_BUNDLE.includes(file)) && !FROM_SOURCE.includes(file)
  );
}
