// Module slurp: the content of a file of the host, whatever its bytes are.
import type { Plan } from "../model/plan.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { buffers } from "../templates/builtin.ts";
import { Fields, TELL } from "./scripts/fields.ts";
import type { Params } from "./frame/parameters.ts";
import { fail, planned, type PlannedModule } from "./frame/planned.ts";
import { hostBytes } from "./scripts/hosts_words.ts";
import { pathWord } from "./scripts/shell_words.ts";

const doc: ModuleDoc = {
  name: "slurp",
  summary: "Reads a file of a host, as base64",
  parameters: {
    src: { type: "path", description: "The file on the host.", required: true, aliases: ["path"] },
  },
  returns: { content: "The file's bytes as base64", encoding: "base64", source: "The path that was read" },
  example: `- slurp:
    src: /etc/hostname
  register: name
- debug:
    msg: "{{ name.content | b64decode }}"
`,
};

const KINDS = ["file", "directory", "absent", "unreadable", "other"] as const;

/** The file, or why it cannot be read. */
export interface SlurpFacts {
  source: string;
  kind: typeof KINDS[number];
  content?: Uint8Array;
}

/** The module `slurp`. */
export function slurpModule(): PlannedModule<SlurpFacts> {
  return planned<SlurpFacts>({ doc, probe, plan });
}

async function probe(params: Params, call: ModuleCall): Promise<SlurpFacts> {
  const script = `${TELL}p=${pathWord(params.text("src") ?? "")}
e source "$p"
if [ -d "$p" ]; then e kind directory
elif [ ! -e "$p" ]; then e kind absent
elif [ ! -r "$p" ]; then e kind unreadable
elif [ -f "$p" ]; then e kind file
else e kind other; fi`;
  const shell = await call.shell();
  const fields = new Fields((await shell.run(["sh", "-c", script], {}, call.signal)).stdout);
  const source = fields.raw("source") ?? "";
  const kind = KINDS.find((one) => one === fields.raw("kind")) ?? "other";
  return kind === "file" ? { source, kind, content: await hostBytes(shell, source, call.signal) } : { source, kind };
}

function plan({ source, kind, content }: SlurpFacts): Plan {
  if (kind === "absent") return fail(`file not found: ${source}`);
  if (kind === "unreadable") return fail(`file is not readable: ${source}`);
  if (kind === "directory") return fail(`source is a directory and must be a file: ${source}`);
  if (content === undefined) return fail(`unable to slurp file: ${source} is not a regular file`);
  return {
    kind: "same",
    result: { changed: false, content: buffers().from(content).toString("base64"), encoding: "base64", source },
  };
}
