// Module ping: whether a shell on the host answers.
import type { ModuleDoc } from "../ports/module.ts";
import { fail, planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";

const doc: ModuleDoc = {
  name: "ping",
  summary: "Asks a host's shell for an answer; changes nothing",
  parameters: {
    data: { type: "str", description: "What to return; crash fails on purpose.", default: "pong" },
  },
  returns: { ping: "The value of data" },
  example: `- ping:
`,
  notes: ["No ICMP: the host is reached as every other module reaches it."],
};

/** The module `ping`. */
export function pingModule(): PlannedModule<null> {
  return planned<null>({
    doc,
    async probe(_params, call) {
      const shell = await call.shell();
      const output = await shell.run(["sh", "-c", "echo pong"], {}, call.signal);
      if (output.stdout !== "pong\n") throw new ProbeFailed(output.stderr.trim() || "The host's shell did not answer");
      return null;
    },
    plan(_facts, params) {
      const data = params.text("data") ?? "pong";
      return data === "crash" ? fail("boom") : { kind: "same", result: { changed: false, ping: data } };
    },
  });
}
