// Scenarios of archive, which lives in the collection community.general.
import type { Scenario, Suite } from "./scenario.ts";

const KEYS = [
  ...["dest", "dest_state", "missing", "arcroot", "expanded_paths", "expanded_exclude_paths", "msg"],
  ...["mode", "owner", "group", "uid", "gid", "state"],
];
const FILES = "mkdir -p s/d; echo one >s/f; echo two >s/d/g; ln -s f s/l; ";
const call = (
  name: string,
  params: Record<string, string | boolean | string[]>,
  more: Partial<Scenario> = {},
): Scenario => ({
  name: `archive ${name}`,
  module: "community.general.archive",
  before: FILES,
  params,
  ...more,
});
/** The bytes of two archives differ, by times and by who compressed them; what is in them is compared elsewhere. */
const made = (scenario: Scenario): Scenario => ({
  ...scenario,
  differs: { why: "other bytes", ...scenario.differs, tree: true },
});

const scenarios: Scenario[] = [
  made(call("archives a folder", { path: "@/s", dest: "@/a.tgz" })),
  made(call("archives what is in a folder", { path: "@/s/", dest: "@/a.tgz" })),
  made(call("archives as tar", { path: "@/s", dest: "@/a.tar", format: "tar" })),
  made(call("archives as bzip2", { path: "@/s", dest: "@/a.tbz", format: "bz2" })),
  made(call("archives as xz", { path: "@/s", dest: "@/a.txz", format: "xz" })),
  made(call("archives as zip", { path: "@/s", dest: "@/a.zip", format: "zip" }, {
    before: "mkdir -p s/d; echo one >s/f; echo two >s/d/g",
  })),
  made(call("archives several", { path: ["@/s/f", "@/s/d"], dest: "@/a.tgz" })),
  made(call("archives by pattern", { path: ["@/s/*"], dest: "@/a.tgz", exclude_path: ["@/s/l"] }, {
    alike: KEYS.filter((key) => key !== "expanded_paths"),
  })),
  call("finds nothing by pattern", { path: "@/s/*.none", dest: "@/a.tgz" }),
  made(call("is incomplete", { path: ["@/s/f", "@/s/none"], dest: "@/a.tgz" })),
  made(call("compresses a file", { path: "@/s/f" })),
  call("compresses a file to another", { path: "@/s/f", dest: "@/f.bz2", format: "bz2" }),
  call("compresses by xz", { path: "@/s/f", format: "xz" }),
  made(call("archives a file all the same", { path: "@/s/f", dest: "@/f.tgz", force_archive: true })),
  made(call("archives a file as zip", { path: "@/s/f", format: "zip" })),
  made(call("archives a file as tar", { path: "@/s/f", format: "tar" })),
  call("misses the file", { path: "@/s/none" }),
  call("misses the file and finds the archive", { path: "@/s/none", dest: "@/a.tgz" }, { before: "touch a.tgz" }),
  call("asks for a name", { path: "@/s" }, { alike: ["msg", "path"] }),
  made(call("sets attributes", { path: "@/s", dest: "@/a.tgz", mode: "0600", owner: "daemon" })),
  made(call("keeps attributes", { path: "@/s", dest: "@/a.tgz" }, {
    before: `${FILES}echo x >a.tgz; chmod 640 a.tgz; chown 1:2 a.tgz`,
  })),
  made(call("replaces another archive", { path: "@/s", dest: "@/a.tgz" }, { before: `${FILES}tar czf a.tgz -C s f` })),
  made(call("removes what it archived", { path: "@/s", dest: "@/a.tgz", remove: true })),
  made(call("removes what it compressed", { path: "@/s/f", remove: true })),
  call("does not remove itself", { path: "@/s", dest: "@/s/a.tgz", remove: true }, { alike: ["msg"] }),
  made(call("leaves out by pattern", { path: "@/s", dest: "@/a.tgz", exclusion_patterns: ["s/d*"] })),
  call("misses the folder of the archive", { path: "@/s", dest: "@/no/a.tgz" }, {
    alike: [],
    blind: "another task may make the folder",
  }),
];

const there = await new Deno.Command("/usr/bin/python3", {
  args: ["-c", "import ansible_collections.community.general"],
  stdin: "null",
}).output().catch(() => ({ success: false }));
const lacks = !there.success && Deno.env.get("CI") !== "true";

/** What archive is asked; nothing where the collection is not there, which is a failure under CI. */
export const suite: Suite = {
  atLeast: lacks ? 0 : 27,
  alike: KEYS,
  programs: null,
  scenarios: lacks ? [] : scenarios,
};
