// The program itself, whose report also writes each event as a line of JSON to the file that ORACLE_TOLD names.
import { main } from "../../src/cli/program.ts";
import { processIo } from "../../src/cli/process_io.ts";
import type { Event } from "../../src/model/event.ts";

const told = Deno.openSync(Deno.env.get("ORACLE_TOLD")!, { write: true, create: true, truncate: true });
const encoder = new TextEncoder();

function tell(event: Event): void {
  const bytes = encoder.encode(`${JSON.stringify(event)}\n`);
  for (let at = 0; at < bytes.length;) at += told.writeSync(bytes.subarray(at));
}

Deno.exit(
  await main(Deno.args, processIo(), {
    openApp: async (options) => await (await import("../../src/app.ts")).openApp(options),
    loadModules: async () => await (await import("../../src/app.ts")).loadModules(),
    checkSubmission: async (submission, options) =>
      await (await import("../../src/app.ts")).checkSubmission(submission, options),
    findModel: () => Promise.reject(new Error("a playbook asks no model")),
    checkUp: () => Promise.reject(new Error("a run examines no machine")),
    readNames: () => Promise.reject(new Error("a run completes no line")),
    loadPolicy: () => Promise.reject(new Error("a run explains no policy")),
    openRules: () => Promise.reject(new Error("a run lists no rules")),
    readInventory: async (sources, from) => await (await import("../../src/app.ts")).readInventory(sources, from),
    describeHosts: () => Promise.reject(new Error("a run lists no hosts")),
    selectHosts: () => Promise.reject(new Error("a run lists no hosts")),
    readLimit: async (limit, cwd) => (await import("../../src/app/named_hosts.ts")).readLimit(limit, cwd),
    planIncrements: async (submission) => await (await import("../../src/app.ts")).planIncrements(submission),
    planGoal: () => Promise.reject(new Error("a playbook asks no model")),
    listPlays: async (submission) => await (await import("../../src/app.ts")).listPlays(submission),
    nextCronTime: async (line, from) => await (await import("../../src/app.ts")).nextCronTime(line, from),
    readExtraVars: async (given, options) => await (await import("../../src/app.ts")).readExtraVars(given, options),
    typeVaults: async (typed) => await (await import("../../src/app.ts")).typeVaults(typed),
    loadDiffLines: async (paint) => await (await import("../../src/telemetry/diff_lines.ts")).loadDiffLines(paint),
    loadResultLines: () => Promise.reject(new Error("a run reads no record")),
    openWorkerReport: () => Promise.reject(new Error("a run is no worker")),
    openReport: async (options) => {
      const report = await (await import("../../src/telemetry/run_report.ts")).openRunReport(options);
      const emit = (event: Event) => (tell(event), report.emit(event));
      return { ...report, emit };
    },
  }),
);
