// Facts as cases write them: a path in one short object, contents as text, what is usual left out.
import type { Json, JsonObject } from "../../src/model/json.ts";
import { Fields } from "../../src/modules/scripts/fields.ts";
import { fromPlain } from "../../src/templates/value.ts";
import { answered } from "./answer_facts.ts";
import type { PathFacts, PathState, Status } from "../../src/modules/files/path_facts.ts";

const TYPES: Record<string, number> = {
  file: 0o100000,
  hard: 0o100000,
  directory: 0o040000,
  link: 0o120000,
  fifo: 0o010000,
};

/** What a module's facts have when a case does not say otherwise. */
const USUAL: Record<string, JsonObject> = {
  file: { accounts: { umask: "0022" }, parent: true, missing: [] },
  template: { accounts: { umask: "0022" }, parent: "writable", missing: [] },
  lineinfile: { accounts: { umask: "0022" }, parent: true },
  blockinfile: { accounts: { umask: "0022" }, parent: true },
  replace: { accounts: { umask: "0022" }, parent: true },
  ini_file: { accounts: { umask: "0022" }, parent: true },
  sysctl: { accounts: { umask: "0022" }, parent: true },
  mount: { accounts: { umask: "0022" }, parent: true },
  hostname: {
    ...{ system: "Linux", id: "debian", version: "12", systemd: false, running: "old", fqdn: "old.example.org" },
    files: [],
  },
  apt: {
    ...{
      architecture: "amd64",
      now: 1000,
      cacheTime: 900,
      specs: [],
      dpkg: [],
      automatic: [],
      left: [],
      providers: {},
    },
    ...{ debs: [], downloads: false },
  },
  apt_repository: { main: "/etc/apt/sources.list", parts: "/etc/apt/sources.list.d/", umask: "0022" },
  assemble: { accounts: { umask: "0022" }, parent: "writable", missing: [] },
};

/** The facts that a case means. */
export function caseFacts(module: string, facts: JsonObject | null): unknown {
  if (facts === null) return null;
  if (module === "git") return { ...facts, refs: new Map(Object.entries(facts.refs ?? {})) };
  if (module === "copy" && facts.kind === "tree") {
    return { kind: "tree", tree: meant({ accounts: { umask: "0022" }, remote: false, ...facts }) };
  }
  if (module === "copy") return { kind: "file", file: meant({ ...USUAL.template, ...facts }) };
  if (module === "setup") {
    const { env, ...told } = facts;
    const pairs = Object.entries(told).flatMap(([key, text]) =>
      (Array.isArray(text) ? text : [text]).map((one) => `${key}\0${one}\0`)
    );
    return {
      fields: new Fields(pairs.join("")),
      env: Object.entries(env ?? {}).map(([key, text]) => `${key}=${text}`).join("\0"),
    };
  }
  if (module === "uri" && facts.answer !== undefined) {
    const { answer, ...rest } = facts;
    return { kind: "answer", fetched: answered(answer as JsonObject), ...meant(rest) as object };
  }
  if (module === "dnf") return { ...facts, installed: new Map(Object.entries(facts.installed ?? {})) };
  if (module === "find") return { ...facts, listings: (facts.listings as JsonObject[]).map(listed) };
  if (module === "include_vars") return { ...facts, variables: fromPlain(facts.variables) };
  return meant({ ...USUAL[module], ...facts });
}

function listed(listing: JsonObject): unknown {
  const entries = (listing.entries as JsonObject[]).map(({ depth, ...rest }) => {
    const { path, status } = pathOf(rest);
    return { path, depth, status };
  });
  return { ...listing, entries };
}

function meant(value: Json): unknown {
  if (Array.isArray(value)) return value.map(meant);
  if (value === null || typeof value !== "object") return value;
  if (typeof value.path === "string" && typeof value.state === "string") return pathOf(value);
  return Object.fromEntries(
    Object.entries(value).map((
      [key, inner],
    ) => [key, key === "content" && typeof inner === "string" ? new TextEncoder().encode(inner) : meant(inner)]),
  );
}

function pathOf(short: JsonObject): PathFacts {
  const { path, state, mode, target, real, followed, type, ...numbers } = short;
  const facts: PathFacts = { path: String(path), state: state as PathState };
  if (state === "absent") return facts;
  const bits = TYPES[String(type ?? state)]! | parseInt(String(mode ?? (state === "link" ? "0777" : "0644")), 8);
  const usual = {
    nlink: state === "hard" ? 2 : 1,
    uid: 0,
    gid: 0,
    size: 0,
    inode: 11,
    device: 1,
    blocks: 8,
    blockSize: 4096,
    rdev: 0,
  };
  const times = {
    atime: 1000.5,
    mtime: 2000.25,
    ctime: 3000,
    accessed: "1970-01-01 00:16:40.5",
    modified: "1970-01-01 00:33:20.25",
  };
  const status: Status = {
    mode: bits,
    ...usual,
    ...times,
    owner: "root",
    group: "root",
    ...numbers as Partial<Status>,
  };
  facts.status = status;
  if (target !== undefined) facts.target = String(target);
  if (real !== undefined || target !== undefined) facts.real = String(real ?? target);
  if (followed !== undefined) facts.followed = pathOf(followed as JsonObject);
  return facts;
}
