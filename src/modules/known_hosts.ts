// Module known_hosts: which key a host shows to ssh.
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { contentDiff } from "./files/content_diff.ts";
import { foreignLink, isForeign } from "./ssh_keys/foreign_link.ts";
import { hashedLine, isOf, keyLines, saltOf, withKey, withoutKey } from "./ssh_keys/known_host_lines.ts";
import type { Params } from "./frame/parameters.ts";
import { pathInfo } from "./files/path_facts.ts";
import { fail, type PlanContext, planned, type PlannedModule } from "./frame/planned.ts";
import { byteText } from "./text/seen_text.ts";
import { textPlan } from "./text/text_plan.ts";
import { probeText, type TextFacts } from "./text/text_probe.ts";
import { concludePath, reportPath } from "./files/write_file.ts";

const doc: ModuleDoc = {
  name: "known_hosts",
  summary: "Puts the SSH key of a host into a known_hosts file, or takes it out",
  parameters: {
    name: {
      type: "str",
      description: "The host, as ssh is told it; with a port of its own: [host]:port.",
      required: true,
      aliases: ["host"],
    },
    key: {
      type: "str",
      description: "Its line, the host's name first, as ssh-keyscan prints it; lines with further keys may follow. " +
        "With state absent and without it: all of the host's keys.",
    },
    path: { type: "path", description: "The file; its folder must be there.", default: "~/.ssh/known_hosts" },
    hash_host: { type: "bool", description: "Write a hash instead of the host's name.", default: false },
    state: {
      type: "str",
      description: "Whether the key should be there.",
      choices: ["absent", "present"],
      default: "present",
    },
  },
  returns: {
    name: "The host; and all other parameters by their names",
    changed: "Whether the file was changed",
    mode: "Its permissions; and owner, group, uid, gid, size, and in state what it is",
    diff: "The file before and after",
  },
  example: `- name: Where we check out from
  known_hosts:
    name: git.example.com
    key: git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI…
`,
  notes: [
    "Hashed names are found too, without ssh-keygen on the host.",
    "A key of the same kind that the host had before is replaced.",
  ],
};

/** The file, and 20 bytes in base64 that no other host has, where a name is to be hashed. */
export interface KnownHostsFacts extends TextFacts {
  salt?: string;
}

/** The module `known_hosts`. */
export function knownHostsModule(): PlannedModule<KnownHostsFacts> {
  return planned<KnownHostsFacts>({ doc, check, probe, plan, report: reportPath, conclude: concludePath });
}

function check(params: Params): string | undefined {
  const name = (params.text("name") ?? "").toLowerCase();
  const key = params.text("key") ?? "";
  if (key === "") return params.text("state") === "absent" ? undefined : "No key specified when adding a host";
  if (/\S\s*,/.test(name)) {
    return "Comma separated list of names is not supported. Please pass a single name to lookup in the known_hosts file.";
  }
  return keyLines(key).length > 0 && keyLines(key).every((line) => isOf(line, name))
    ? undefined
    : `Host parameter does not match hashed host field in supplied key: the line begins with the host's name, here ${name}`;
}

/** What makes a salt the host's own. */
const OWN = "n own; cat /etc/machine-id 2>/dev/null || uname -n; z\n";

async function probe(params: Params, call: ModuleCall): Promise<KnownHostsFacts> {
  const hashes = params.flag("hash_host") && params.text("state") !== "absent";
  const { told, ...facts } = await probeText(params, call, hashes ? { tell: OWN } : {});
  // Not of chance: a yes to what a look found holds only for a look that finds the same. Salts stand in the file for all to read.
  return hashes
    ? { ...facts, salt: saltOf([told.line("own") ?? "", facts.path.path, params.text("key") ?? ""].join("\n")) }
    : facts;
}

function plan(facts: KnownHostsFacts, params: Params, context: PlanContext): Plan {
  const name = (params.text("name") ?? "").toLowerCase();
  const { path } = facts.path;
  if ((facts.path.followed ?? facts.path).state === "directory") {
    return fail(`${path} is a directory: path names the file in it`);
  }
  if (isForeign(facts.path, true)) return fail(foreignLink(facts.path));
  const { text, put, meant } = byteText(facts);
  const key = params.text("key") ?? "";
  const lines = (key === "" ? [undefined] : keyLines(key)).map((line) => line === undefined ? line : meant(line));
  const absent = params.text("state") === "absent";
  let after = text;
  for (const line of lines) {
    if (absent) after = withoutKey(after, name, line);
    else if (line !== undefined) after = withKey(after, name, hashed(line, name, facts, params));
  }
  const given = Object.fromEntries(Object.keys(doc.parameters).map((one) => [one, params.raw(one)]));
  const result: ModuleResult = { changed: after !== text, ...given, path };
  if (after === text) return { kind: "same", result: { ...result, ...pathInfo(facts.path) } };
  result.state = facts.path.state === "link" ? "link" : "file";
  if (!facts.parent && !context.checkMode) {
    return fail(`Failed to write to file ${path}: its folder is not there`, given);
  }
  const content = put(after);
  if (!facts.parent) {
    return { kind: "change", diff: [contentDiff(path, undefined, content)], commands: [], result };
  }
  const made = textPlan(facts, params, { ...context, edit: () => ({ content, msg: "changed" }) });
  return made.kind === "change" ? { ...made, result } : made;
}

function hashed(line: string, name: string, { salt }: KnownHostsFacts, params: Params): string {
  return params.flag("hash_host") && salt !== undefined ? hashedLine(line, name, salt) : line;
}
