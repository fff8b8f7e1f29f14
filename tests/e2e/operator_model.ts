// A model that knows how the web service is run: each reply is a function of the brief alone, so that a question asked twice is answered alike.
import type { Answer, Asked } from "../fakes/model_script.ts";

const HOSTS = ["web1", "web2"] as const;

const LOOKS = [
  { name: "web_up", host: "web", module: "shell", params: { cmd: "pgrep -F ~/web/pid" } },
  { name: "web_conf", host: "web", module: "stat", params: { path: "~/web/app.conf" } },
  { name: "old_conf", host: "web", module: "stat", params: { path: "~/web/old.conf" } },
  { name: "services", host: "control", module: "stat", params: { path: "~/services" } },
];

/** What a look shows of each host, in the words of the brief: from its headline to the next look. */
function sightsOf(brief: string, look: string): Map<string, string> {
  const [, seen = ""] = brief.split("## What was just seen\n");
  const parts = seen.split(/^(?=- look )/m).filter((part) => part.startsWith(`- look "${look}" on `));
  return new Map(parts.flatMap((part) => {
    const [headline = ""] = part.split(":");
    const [, ...hosts] = [...headline.matchAll(/"([^"]*)"/g)].map(([, name]) => name!);
    return hosts.map((host): [string, string] => [host, part]);
  }));
}

/** The hosts on which a look at a file says that it is there, or not. */
function having(brief: string, look: string, exists: boolean): string[] {
  return [...sightsOf(brief, look)].filter(([, part]) => part.includes(`exists: ${exists}`)).map(([host]) => host);
}

const remove = (path: string, host: readonly string[]) => ({
  host,
  module: "file",
  params: { path, state: "absent" },
  name: `${path} is gone`,
});

/** Decides as somebody would who has read the manual of the service. */
export function operator({ brief, n }: Pick<Asked, "brief" | "n">): Answer {
  const say = (reply: object) => ({ reply: { reasoning: `reply ${n}`, ...reply } });
  const up = sightsOf(brief, "web_up");
  if (up.size === 0) return say({ observe: LOOKS });
  const [, release] = /Which release[^]*?answer of a human:\s+> (1\.\d)/.exec(brief) ?? [];
  if (release === undefined) return say({ ask: { question: "Which release?", options: ["1.2", "1.3"] } });
  const bare = having(brief, "web_conf", false);
  const old = having(brief, "old_conf", true);
  const down = HOSTS.filter((host) => /^[^\n]*: failed/.test(up.get(host) ?? ""));
  const unlisted = having(brief, "services", false);
  const locked = brief.includes("lock is there") ? down : [];
  // What it tries first, and may not.
  const impatient = old.length > 0 && !brief.includes("denied")
    ? [{ host: old, module: "shell", params: { cmd: "pkill -f web/server" }, name: "Nobody serves the old release" }]
    : [];
  const actions = [
    ...impatient,
    ...(bare.length === 0 ? [] : [
      {
        host: bare,
        module: "unarchive",
        params: { src: `DIR/web-${release}.tgz`, dest: "~/web" },
        name: "The release is unpacked",
      },
      {
        host: bare,
        module: "copy",
        params: { dest: "~/web/app.conf", content: `release=${release}\n`, mode: "0644" },
        name: "It is configured",
      },
    ]),
    ...(unlisted.length === 0 ? [] : [{
      host: unlisted,
      module: "copy",
      params: { dest: "~/services", content: `web ${release}: ${HOSTS.join(" ")}\n` },
      name: "The service is on the list",
    }]),
    ...(old.length === 0 ? [] : [remove("~/web/old.conf", old)]),
    ...(locked.length === 0 ? [] : [remove("~/web/lock", locked)]),
    ...(down.length === 0 ? [] : [{ host: down, module: "shell", params: { cmd: "DIR/web start" }, name: "It runs" }]),
  ];
  return say(actions.length === 0 ? { converged: true } : { actions });
}
