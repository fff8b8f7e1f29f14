// --state-file: what a loop keeps in mind, as JSON in the original program's form.
import type { StateOp } from "../model/decision.ts";
import type { JsonObject } from "../model/json.ts";
import type { AddedHost, State } from "../model/resource.ts";
import type { Files } from "../ports/files.ts";
import { isSameJson } from "../templates/sorted_keys.ts";
import { hostOf, readWritten } from "./written_state.ts";

/**
 * What the file says; null where there is none, or an empty one. Throws InputError with a place for one that is no such file, and for a host that nobody
 * may enter like that.
 */
export function readStateFile(path: string, files: Pick<Files, "kind" | "readText">): State | null {
  const written = readWritten(path, files);
  if (written === null) return null;
  return {
    resources: Object.entries(written.resources).map(([name, data]) => ({ name, data })),
    hosts: Object.entries(written.hosts).map(([name, said]) => hostOf(name, said)),
  };
}

/**
 * The file's new text: `state`, in its order. Whatever else the old file says is kept: its first times, and keys of others.
 * `now` is ISO 8601.
 */
export function stateFileText(state: State, { path, files, now }: StateFileTerms): string {
  const old = readWritten(path, files);
  const resources = state.resources.map(({ name, data }) => {
    const since = data["created_at"] ?? old?.resources[name]?.["created_at"] ?? now;
    return [name, { created_at: since, ...data }] as const;
  });
  const hosts = state.hosts.map((host) =>
    [host.name, { ...entryOf(host), added_at: old?.hosts[host.name]?.["added_at"] ?? now }] as const
  );
  const whole = {
    version: 1,
    created_at: now,
    ...old,
    updated_at: now,
    hosts: Object.fromEntries(hosts),
    resources: Object.fromEntries(resources),
  };
  return old !== null && isSameJson({ ...whole, updated_at: null }, { ...old, updated_at: null })
    ? files.readText(path)
    : `${JSON.stringify(whole, null, 2)}\n`;
}

/** Where it lies, and when that is. */
export interface StateFileTerms {
  path: string;
  files: Pick<Files, "kind" | "readText">;
  now: string;
}

/** What has to change for `kept` to be what the file says: at the start of a run the file is right. */
export function changesTowards(file: State, kept: State): StateOp[] {
  const has = (list: readonly { name: string }[], wanted: string) => list.some(({ name }) => name === wanted);
  // One word forgets whatever has the name: what is to stay of it is put back.
  const gone = new Set([
    ...kept.resources.filter(({ name }) => !has(file.resources, name)),
    ...kept.hosts.filter(({ name }) => !has(file.hosts, name)),
  ].map(({ name }) => name));
  return [
    ...[...gone].map((name): StateOp => ({ op: "remove", name })),
    ...file.resources.flatMap(({ name, data }): StateOp[] => {
      const known = gone.has(name) ? undefined : kept.resources.find((each) => each.name === name)?.data;
      return known !== undefined && isSameJson({ ...known, created_at: null }, { ...data, created_at: null })
        ? []
        : [{ op: "add_resource", name, data }];
    }),
    ...file.hosts.flatMap((host): StateOp[] => {
      const known = gone.has(host.name) ? undefined : kept.hosts.find(({ name }) => name === host.name);
      return known !== undefined && isSameJson(entryOf(known), entryOf(host)) ? [] : [{ op: "add_host", ...host }];
    }),
  ];
}

function entryOf({ name, vars, groups }: AddedHost): JsonObject {
  return { ansible_host: name, ansible_port: 22, ...vars, groups };
}
