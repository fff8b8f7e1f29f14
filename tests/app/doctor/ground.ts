// What checks are handed in tests: a look at a folder of its own, with a clock in the test's hand.
import type { Finding } from "../../../src/ports/checkup.ts";
import type { Look } from "../../../src/app/doctor/look.ts";

/** A look whose database lies in `folder`. */
export function lookAt(folder: string, given: Partial<Look> = {}): Look {
  return {
    db: `${folder}/loops.db`,
    version: "ftl2-enterprise 9.9.9",
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    type: (command) => `ftl2-enterprise ${command}`,
    install: ({ debian }) => [`install ${debian}`],
    far: false,
    terminal: { isTerminal: false, columns: undefined },
    ...given,
  };
}

/** A folder for the length of a test. */
export function folderHere(): Disposable & { path: string } {
  const path = Deno.makeTempDirSync({ prefix: "doctor-" });
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

/** Sets variables of the environment (undefined: takes them away) for the length of a test. */
export function variables(given: Record<string, string | undefined>): Disposable {
  const before = Object.keys(given).map((name) => [name, Deno.env.get(name)] as const);
  const set = (name: string, value: string | undefined) =>
    value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  for (const [name, value] of Object.entries(given)) set(name, value);
  return {
    [Symbol.dispose]: () => {
      for (const [name, value] of before) set(name, value);
    },
  };
}

/** `standing about` of each. */
export function standings(findings: readonly Finding[]): string[] {
  return findings.map(({ standing, about }) => `${standing} ${about}`);
}
