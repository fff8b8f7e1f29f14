// Module wait_for_connection: a look that waits until a host can be entered.
import { cannotBeEntered } from "./waiting/entering.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import type { Params } from "./frame/parameters.ts";
import { fail, planned, type PlannedModule } from "./frame/planned.ts";
import { within } from "./waiting/within.ts";

const doc: ModuleDoc = {
  name: "wait_for_connection",
  summary: "Waits until the host can be entered",
  parameters: {
    connect_timeout: { type: "int", description: "Seconds that one attempt may take.", default: 5 },
    delay: { type: "int", description: "Seconds to wait before the first attempt.", default: 0 },
    sleep: { type: "int", description: "Seconds between two attempts.", default: 1 },
    timeout: { type: "int", description: "Seconds until it fails, delay not included.", default: 600 },
  },
  returns: { elapsed: "Seconds that it took" },
  example: `- wait_for_connection:
    timeout: 300
- setup:
`,
  notes: [
    "Each attempt connects anew; connecting, becoming the user and a word from the shell all count.",
    "A play that waits for its hosts does not gather facts first: `gather_facts: false`, and `setup` after the wait.",
    "A dry run does not wait.",
  ],
  awaitsHost: true,
};

/** How the wait came out; absent where there was none. */
export interface WaitedFor {
  /** Whole seconds. */
  elapsed: number;
  /** Why the last attempt failed; absent where one did not. */
  refusal?: string;
}

/** The module `wait_for_connection`. */
export function waitForConnectionModule(): PlannedModule<WaitedFor | null> {
  return planned<WaitedFor | null>({
    doc,
    probe: async (params, call) => call.checkMode ? null : await waitFor(params, call),
    plan(facts) {
      if (facts === null) return { kind: "same", result: { changed: false, skipped: true } };
      const { elapsed, refusal } = facts;
      if (refusal === undefined) return { kind: "same", result: { changed: false, elapsed } };
      return fail(`timed out waiting for ping module test: ${refusal}`, { elapsed });
    },
  });
}

async function waitFor(params: Params, call: ModuleCall): Promise<WaitedFor> {
  const ms = (name: string) => Math.max(0, params.number(name) ?? 0) * 1000;
  const began = call.now();
  const elapsed = () => Math.floor(Math.max(0, call.now() - began) / 1000);
  if (ms("delay") > 0) await call.wait(ms("delay"));
  const end = call.now() + ms("timeout");
  let refusal = "no attempt was made";
  while (call.now() < end && !call.signal.aborted) {
    try {
      if (await greeted(params, call)) return { elapsed: elapsed() };
      refusal = "the host took too long to answer";
    } catch (error) {
      if (!cannotBeEntered(error)) throw error;
      refusal = error.message;
    }
    await call.wait(Math.min(ms("sleep"), Math.max(0, end - call.now())));
  }
  return { elapsed: elapsed(), refusal };
}

/** A busy host's shell may take this long for a word. */
const LEAST_MS = 1000;

/** A connection that is there may hang: a word from the shell, too, comes in time. */
async function greeted(params: Params, call: ModuleCall): Promise<boolean> {
  const connectSeconds = params.number("connect_timeout") ?? 5;
  const shell = await call.reconnect(connectSeconds > 0 ? { connectSeconds } : {});
  const ms = Math.max(LEAST_MS, connectSeconds * 1000);
  const answer = await within(ms, (signal) => shell.run(["sh", "-c", "echo pong"], {}, signal), call);
  return answer?.rc === 0 && answer.stdout === "pong\n";
}
