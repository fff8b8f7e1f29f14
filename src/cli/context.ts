// What a command gets, and what it gives back.
import type {
  App,
  AppOptions,
  listPlays,
  loadPolicy,
  nextCronTime,
  openRules,
  planGoal,
  planIncrements,
  readExtraVars,
  typeVaults,
} from "../app.ts";
import type { checkUp } from "../app/doctor/check_up.ts";
import type { Event } from "../model/event.ts";
import type { LoopOptions, Submission } from "../model/loop.ts";
import type { Diff } from "../model/plan.ts";
import type { Json } from "../model/json.ts";
import type { HostNote } from "../ports/host_notes.ts";
import type { Inventory } from "../ports/inventory.ts";
import type { Modules } from "../ports/module.ts";
import type { RecordNames } from "../ports/record_names.ts";
import type { ReportOptions, RunReport, Writer } from "../ports/report.ts";
import type { WorkerReport, WorkerReportOptions } from "../ports/worker_report.ts";
import type { Flags, GlobalFlags } from "./command_line.ts";
import type { ExitCode } from "./exit_code.ts";
import type { Failure } from "./failure.ts";
import type { Io } from "./io.ts";

type Paint = Pick<Writer, "style">;

/** What the program is made of, each loaded when it is first used. */
export interface Wiring {
  openApp(options: AppOptions): Promise<App>;
  loadModules(): Promise<Modules>;
  loadPolicy: typeof loadPolicy;
  /** Sentences about what names no host. */
  checkSubmission(
    submission: Submission,
    options?: { listing: boolean; values?: boolean },
  ): Promise<{ warnings: string[] }>;
  /** What this machine needs for the job, looked at. */
  checkUp: typeof checkUp;
  /** The first language model that is there, as `--model` names it; null where none is. */
  findModel(): Promise<string | null>;
  /** The rules in a folder, by its absolute path. */
  openRules: typeof openRules;
  listPlays: typeof listPlays;
  planIncrements: typeof planIncrements;
  planGoal: typeof planGoal;
  nextCronTime: typeof nextCronTime;
  readExtraVars: typeof readExtraVars;
  /** Inventories as `-i` names them, their programs run. Throws InputError. */
  readInventory(
    sources: readonly string[],
    options: { cwd: string } & Pick<LoopOptions, "vaults">,
  ): Promise<Inventory>;
  /** What a human typed for vaults; this process opens with it what it reads from here on. */
  typeVaults: typeof typeVaults;
  /** The names in a database, by its absolute path; none where there is no database. Makes and changes nothing. */
  readNames(db: string): Promise<RecordNames>;
  /** Hosts of an inventory, in this order, without secrets. */
  describeHosts(inventory: Inventory, hosts: readonly string[]): Promise<HostNote[]>;
  /** The hosts that a pattern names of those that a limit lets through, and the parts that name nothing. Throws InputError. */
  selectHosts(
    known: { hosts: readonly string[]; groups: ReadonlyMap<string, readonly string[]> },
    pattern: string,
    limit: string | undefined,
  ): Promise<{ hosts: string[]; unmatched: string[] }>;
  /** A limit with the lines of its files in their place. Throws InputError. */
  readLimit(limit: string, cwd: string): Promise<string>;
  openReport(options: ReportOptions): Promise<RunReport>;
  /** A difference as coloured lines, as a run shows it. */
  loadDiffLines(paint: Paint): Promise<(diff: Diff) => string[]>;
  /** One task's result as coloured lines, likewise. */
  loadResultLines(paint: Paint): Promise<(event: Event & { kind: "result" }) => string[]>;
  openWorkerReport(options: WorkerReportOptions): Promise<WorkerReport>;
}

export interface Context {
  io: Io;
  wiring: Wiring;
  global: GlobalFlags;
  words: string[];
  flags: Flags;
  /** A command as one would type it here, with the program's name and the database where it is not the usual one. */
  type(command: string): string;
  /** A sentence for people on standard error. */
  note(text: string): void;
  /** Width of the terminal on standard output; undefined in a pipe. */
  columns: number | undefined;
  /** The whole program once more: a command line in, an exit code out. */
  main(argv: string[], io: Io): Promise<ExitCode>;
  /** From now on errors that nobody waited for are heard here, and end nothing. */
  takeFaults(listener: (error: unknown) => void): void;
  /** From now on signals are heard here; the command ends by itself. `leave` ends it at once. */
  takeSignals(listener: (name: string, leave: () => void) => void): void;
}

/** How a command ended. */
export interface Ending {
  exit: ExitCode;
  /** For a document. */
  data: Json;
  /** For people, on standard output. */
  text: string;
  /** For a document: why it did not come out as wished. */
  failure?: Failure;
  /** It was printed as it came, a line at a time: nothing is printed at the end. */
  streamed?: boolean;
}

/** Opens the app and tells what that did to the database. */
export async function openApp(context: Context, options: { create: boolean }): Promise<App> {
  const say = (sentence: string) => context.global.quiet ? undefined : context.note(sentence);
  const app = await context.wiring.openApp({ db: context.global.db, create: options.create, say });
  if (!context.global.quiet) { for (const notice of app.notices) context.note(notice); }
  return app;
}

/** Rows and nouns as plain JSON: what is undefined is left out. */
export function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}
