// deno task bench [PART...]: every number next to a baseline measured in the same run.
import { say } from "../../scripts/say.ts";
import { benchAnsible } from "./ansible_bench.ts";
import { benchDecision } from "./decision_bench.ts";
import { benchFleet } from "./fleet_bench.ts";
import { benchGoal } from "./goal_bench.ts";
import { benchIterations } from "./iterations_bench.ts";
import { type Row, run } from "./measure.ts";
import { benchPage } from "./page_bench.ts";
import { benchPageHttp } from "./page_http_bench.ts";
import { benchPageQueries } from "./page_queries_bench.ts";
import { benchReaders } from "./readers_bench.ts";
import { benchServer } from "./server_bench.ts";
import { benchShell } from "./shell_bench.ts";
import { benchStartup } from "./startup_bench.ts";
import { benchStore } from "./store_bench.ts";
import { benchWorker } from "./worker_bench.ts";
import { benchWorkload } from "./workload_bench.ts";

const folder = await Deno.makeTempDir({ prefix: "bench-" });
try {
  await run(Deno.execPath(), ["task", "bundle"], { cwd: new URL("../..", import.meta.url).pathname });
  const bundle = new URL("../../dist/ftl2-enterprise.js", import.meta.url).pathname;
  const parts: Record<string, () => Promise<Row[]>> = {
    shell: () => benchShell(folder),
    store: () => benchStore(folder),
    startup: () => benchStartup(folder, bundle),
    readers: () => benchReaders(folder, bundle),
    workload: () => benchWorkload(folder, bundle),
    fleet: () => benchFleet(folder, bundle),
    ansible: () => benchAnsible(folder, bundle),
    server: () => benchServer(folder, bundle),
    goal: () => benchGoal(folder, bundle),
    decision: () => benchDecision(),
    page: () => benchPageHttp(folder, bundle),
    viewers: () => benchPage(folder, bundle),
    queries: () => benchPageQueries(folder),
    iterations: () => benchIterations(folder),
    worker: () => benchWorker(folder, bundle),
  };
  const rows: Row[] = [];
  for (const [name, bench] of Object.entries(parts)) {
    if (Deno.args.length === 0 || Deno.args.includes(name)) rows.push(...await bench());
  }
  const widths = (["what", "ours", "baseline", "ratio"] as const).map((column) =>
    Math.max(column.length, ...rows.map((row) => row[column].length))
  );
  const line = (cells: string[]) => `| ${cells.map((cell, index) => cell.padEnd(widths[index]!)).join(" | ")} |`;
  say(line(["what", "ours", "baseline", "ratio"]));
  say(line(widths.map((width) => "-".repeat(width))));
  for (const row of rows) say(line([row.what, row.ours, row.baseline, row.ratio]));
} finally {
  await Deno.remove(folder, { recursive: true });
}
