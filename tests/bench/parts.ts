// What is measured, in groups; a part is asked for by its name.
import { benchAnsible } from "./ansible_bench.ts";
import { benchDecision } from "./decision_bench.ts";
import { benchFleet } from "./fleet_bench.ts";
import { benchGoal } from "./goal_bench.ts";
import { benchIterations } from "./iterations_bench.ts";
import type { Row } from "./measure.ts";
import { benchMemory } from "./memory_bench.ts";
import { benchPage } from "./page_bench.ts";
import { benchPageHttp } from "./page_http_bench.ts";
import { benchPageQueries } from "./page_queries_bench.ts";
import { benchPeers } from "./peers_bench.ts";
import { benchReaders } from "./readers_bench.ts";
import { benchServer } from "./server_bench.ts";
import { benchShell } from "./shell_bench.ts";
import { benchStartup } from "./startup_bench.ts";
import { benchStore } from "./store_bench.ts";
import { benchWorker } from "./worker_bench.ts";
import { benchWorkload } from "./workload_bench.ts";

/** `folder`: empty at first, for all parts; `bundle`: a path. */
type Bench = (folder: string, bundle: string) => Promise<Row[]>;

/** By title, the parts of each by name, in the order in which they run. */
export const parts: Record<string, Record<string, Bench>> = {
  "Start-up": { startup: benchStartup },
  "Session": { shell: benchShell },
  "Commits": { store: benchStore },
  "Iterations": { iterations: benchIterations },
  "Playbooks on this machine": { workload: benchWorkload },
  "Playbooks over SSH": { fleet: benchFleet, server: benchServer },
  "Beside pyinfra and FTL2": { peers: benchPeers },
  "Ansible's own modules": { ansible: benchAnsible },
  "Workers": { worker: benchWorker },
  "Goals in words": { goal: benchGoal, decision: benchDecision },
  "Readers": { readers: benchReaders },
  "Pages": { page: benchPageHttp, viewers: benchPage, queries: benchPageQueries },
  "Memory and size": { memory: benchMemory },
};
