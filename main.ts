// The program: the command line, and where its parts are when they are needed.
import { main } from "./src/cli/program.ts";
import { leave, processIo } from "./src/cli/process_io.ts";

// From a turn of its own: for the stack of an error that reaches down to the top of a file V8 parses all of it again, and of the
// bundle that takes 30 ms.
await Promise.resolve().then(start).then(leave);

function start(): Promise<number> {
  return main(Deno.args, processIo(), {
    openApp: async (options) => await (await import("./src/app.ts")).openApp(options),
    loadModules: async () => await (await import("./src/app.ts")).loadModules(),
    loadPolicy: async () => await (await import("./src/app.ts")).loadPolicy(),
    checkSubmission: async (submission, options) =>
      await (await import("./src/app.ts")).checkSubmission(submission, options),
    checkUp: async (terms, signal) => await (await import("./src/app/doctor/check_up.ts")).checkUp(terms, signal),
    findModel: async () => await (await import("./src/app.ts")).findModel(),
    openRules: async (folder) => await (await import("./src/app.ts")).openRules(folder),
    listPlays: async (submission) => await (await import("./src/app.ts")).listPlays(submission),
    planIncrements: async (submission) => await (await import("./src/app.ts")).planIncrements(submission),
    planGoal: async (submission, work) => await (await import("./src/app.ts")).planGoal(submission, work),
    nextCronTime: async (line, from) => await (await import("./src/app.ts")).nextCronTime(line, from),
    readExtraVars: async (given, options) => await (await import("./src/app.ts")).readExtraVars(given, options),
    typeVaults: async (typed) => await (await import("./src/app.ts")).typeVaults(typed),
    readInventory: async (sources, options) => await (await import("./src/app.ts")).readInventory(sources, options),
    readNames: async (db) => (await import("./src/app/names_on_record.ts")).namesOnRecord(db),
    describeHosts: async (inventory, hosts) =>
      (await import("./src/app/described_hosts.ts")).describeHosts(inventory, hosts),
    selectHosts: async (known, pattern, limit) =>
      (await import("./src/app/named_hosts.ts")).selectHosts(known, pattern, limit),
    readLimit: async (limit, cwd) => (await import("./src/app/named_hosts.ts")).readLimit(limit, cwd),
    openReport: async (options) => await (await import("./src/telemetry/run_report.ts")).openRunReport(options),
    loadDiffLines: async (paint) => await (await import("./src/telemetry/diff_lines.ts")).loadDiffLines(paint),
    loadResultLines: async (paint) => {
      const { resultLines } = await import("./src/telemetry/result_lines.ts");
      return (event) => resultLines(event, paint);
    },
    openWorkerReport: async (options) => (await import("./src/telemetry/worker_lines.ts")).openWorkerLines(options),
  });
}
