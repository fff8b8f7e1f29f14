// A scenario's folder: made, and described afterwards so that two of them can be compared.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Json } from "../../../src/model/json.ts";
import type { Scenario } from "./scenario.ts";

/** One call with its words filled in, in one side's folder. */
export type Placed = Pick<Scenario, "before" | "params" | "vars"> & { folder: string };

/** Fills in the folder and the suite's words. */
export function placed(scenario: Scenario, folder: string, words: Record<string, string>): Placed {
  const { before, params, vars } = scenario;
  let text = JSON.stringify({ params, ...(before === undefined ? {} : { before }), ...(vars ? { vars } : {}) });
  for (const [word, meaning] of Object.entries(words)) text = text.replaceAll(word, meaning);
  return { ...JSON.parse(text.replaceAll(/(?<![\w@])@(?=[/"\s:])/g, folder)), folder };
}

/** Who does something on this machine: another user, which only root can choose, or the one who runs the tests with another home. */
export interface Person {
  uid: number;
  gid: number;
  name: string;
  home: string;
}

/** Nothing of root's: a folder that may not be searched changes what a failure says. */
const EVERYBODYS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** How a program is started as somebody. */
export function startedAs(person: Person | undefined): Pick<Deno.CommandOptions, "uid" | "gid" | "env"> {
  if (person === undefined) return {};
  const { uid, gid, name, home } = person;
  if (uid === Deno.uid()) return { env: { HOME: home } };
  return { uid, gid, env: { HOME: home, USER: name, LOGNAME: name, PATH: EVERYBODYS } };
}

/** Makes the folder. */
export async function prepare({ folder, before }: Placed, person?: Person): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  if (person !== undefined) await Deno.chown(folder, person.uid, person.gid);
  if (before === undefined) return;
  const made = await new Deno.Command("sh", { args: ["-c", before], cwd: folder, stdin: "null", ...startedAs(person) })
    .output();
  assert.equal(made.code, 0, new TextDecoder().decode(made.stderr));
}

/** A value in which a side's folder and the time in a backup's name are no longer seen. */
export function masked<T extends Json>(value: T, folder: string): T {
  const backup = /\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~/g;
  return JSON.parse(JSON.stringify(value).replaceAll(folder, "@").replaceAll(backup, ".BACKUP~"));
}

/** Everything below a folder, a line a path: type, mode, owner, names, what it leads to or contains; not `deep`: the path alone. */
export function tree(folder: string, { deep = true } = {}): string[] {
  const lines: string[] = [];
  const visit = (path: string): void => {
    const info = Deno.lstatSync(path);
    const mode = ((info.mode ?? 0) & 0o7777).toString(8);
    const owner = `${info.uid}:${info.gid}`;
    const name = path.slice(folder.length) || ".";
    if (info.isSymlink) lines.push(`${name} link ${owner} -> ${Deno.readLinkSync(path)}`);
    else if (info.isDirectory) {
      lines.push(`${name} directory ${mode} ${owner}`);
      if (!deep) return;
      for (const entry of [...Deno.readDirSync(path)].map((entry) => entry.name).sort()) visit(`${path}/${entry}`);
    } else if (info.isFile) {
      const bytes = Deno.readFileSync(path);
      const sum = createHash("sha1").update(bytes).digest("hex");
      const shown = JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 1000)));
      lines.push(`${name} file ${mode} ${owner} ${info.nlink} ${sum} ${bytes.length} ${shown}`);
    } else lines.push(`${name} other ${mode} ${owner}`);
  };
  visit(folder);
  return masked(lines, folder);
}
