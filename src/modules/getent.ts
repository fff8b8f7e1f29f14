// Module getent: entries of the host's databases (passwd, group, hosts, services …).
import type { CommandResult } from "../model/command.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Plan } from "../model/plan.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { lines } from "../templates/characters.ts";
import type { Params } from "./frame/parameters.ts";
import { fail, planned, type PlannedModule } from "./frame/planned.ts";
import { quoteAll } from "./scripts/shell_words.ts";
import { wholeOutput } from "./scripts/whole_output.ts";

const doc: ModuleDoc = {
  name: "getent",
  summary: "Reads a database of the host: passwd, group, hosts, services …",
  parameters: {
    database: { type: "str", description: "Which one, as getent calls it.", required: true },
    key: { type: "str", description: "The entry to look for; all of them without it, where the database allows." },
    service: { type: "str", description: "Ask only this service (files, dns, sss …)." },
    split: {
      type: "str",
      description: "What separates the fields; a colon for passwd, shadow, group and gshadow, else blanks.",
    },
    fail_key: { type: "bool", description: "Fail where the key is not found.", default: true },
  },
  returns: { ansible_facts: "getent_<database>: the other fields of each entry under its first one" },
  example: `- getent:
    database: passwd
    key: root
- debug:
    msg: "{{ ansible_facts.getent_passwd.root[4] }}"
`,
};

const COLON = ["passwd", "shadow", "group", "gshadow"];
/** Exit status of the look where the host has no such program. */
const NO_GETENT = 99;

/** What getent said. */
export type GetentFacts = Pick<CommandResult, "rc" | "stdout">;

/** The module `getent`. */
export function getentModule(): PlannedModule<GetentFacts> {
  return planned<GetentFacts>({
    doc,
    check: (params) => params.text("split") === "" ? "split: empty separator" : undefined,
    probe,
    plan,
  });
}

async function probe(params: Params, call: ModuleCall): Promise<GetentFacts> {
  const [key, service] = [params.text("key"), params.text("service")];
  const words = [
    params.text("database") ?? "",
    ...(key === undefined ? [] : [key]),
    ...(service === undefined ? [] : ["-s", service]),
  ];
  const script = `command -v getent >/dev/null || exit ${NO_GETENT}\ngetent ${quoteAll(words)}`;
  return await wholeOutput(await call.shell(), script, call.signal);
}

function plan({ rc, stdout }: GetentFacts, params: Params): Plan {
  const [database = "", key = ""] = [params.text("database"), params.text("key")];
  const found = (entries: JsonObject) => ({ ansible_facts: { [`getent_${database}`]: entries } });
  const notFound = "One or more supplied key could not be found in the database.";
  switch (rc) {
    case 0:
      return { kind: "same", result: { changed: false, ...found(entriesOf(stdout, separator(params))) } };
    case 1:
      return fail("Missing arguments, or database unknown.");
    case 2:
      if (params.flag("fail_key")) return fail(notFound);
      return { kind: "same", result: { changed: false, ...found({ [key]: null }), msg: notFound } };
    case 3:
      return fail("Enumeration not supported on this database.");
    case NO_GETENT:
      return fail("The host has no getent: install libc-bin (Debian), glibc-common (Red Hat) or musl-utils (Alpine)");
    default:
      return fail("Unexpected failure!", { rc });
  }
}

function separator(params: Params): string | undefined {
  return params.text("split") ?? (COLON.includes(params.text("database") ?? "") ? ":" : undefined);
}

/** The first field of each line to the others; a list of such lists where several lines begin alike. */
function entriesOf(text: string, split: string | undefined): JsonObject {
  const found = new Map<string, Json[][]>();
  for (const line of lines(text)) {
    const [first, ...others] = split === undefined ? line.trim().split(/\s+/) : line.split(split);
    if (line.trim() === "" || first === undefined) continue;
    found.set(first, [...found.get(first) ?? [], others]);
  }
  return Object.fromEntries([...found].map(([first, all]) => [first, all.length === 1 ? all[0] ?? [] : all]));
}
