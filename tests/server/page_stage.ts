// A page's world on a database and a folder of its own: the real store, rules and command line, a clock that stands still.
import { dirname } from "node:path";
import * as app from "../../src/app.ts";
import { describeHosts } from "../../src/app/described_hosts.ts";
import { checkUp } from "../../src/app/doctor/check_up.ts";
import { namesOnRecord } from "../../src/app/names_on_record.ts";
import { readLimit, selectHosts } from "../../src/app/named_hosts.ts";
import { ruleBook } from "../../src/app/rule_book.ts";
import type { Wiring } from "../../src/cli/context.ts";
import { performing } from "../../src/cli/perform.ts";
import { processIo } from "../../src/cli/process_io.ts";
import { main } from "../../src/cli/program.ts";
import type { PageWorld } from "../../src/ports/page_world.ts";
import type { Visitor } from "../../src/server/visitor.ts";
import type { Store } from "../../src/store/open_store.ts";
import { openRunReport } from "../../src/telemetry/run_report.ts";
import { openWorkerLines } from "../../src/telemetry/worker_lines.ts";
import { loadDiffLines } from "../../src/telemetry/diff_lines.ts";
import { resultLines } from "../../src/telemetry/result_lines.ts";
import { Scratch } from "../store/scratch.ts";

export const ADA: Visitor = { name: "ada", role: "full", session: false };
export const READER: Visitor = { name: "rita", role: "read", session: false };

/** What `main.ts` wires, with no model in sight. */
const wiring: Wiring = {
  ...app,
  checkUp,
  readNames: (db) => Promise.resolve(namesOnRecord(db)),
  findModel: () => Promise.resolve(null),
  describeHosts: (inventory, hosts) => Promise.resolve(describeHosts(inventory, hosts)),
  selectHosts: (known, pattern, limit) => Promise.resolve(selectHosts(known, pattern, limit)),
  readLimit: (limit, cwd) => Promise.resolve(readLimit(limit, cwd)),
  openReport: openRunReport,
  loadDiffLines,
  loadResultLines: (paint) => Promise.resolve((event) => resultLines(event, paint)),
  openWorkerReport: (options) => Promise.resolve(openWorkerLines(options)),
};

/** Disposing closes the database and removes the folder. */
export class PageStage implements AsyncDisposable {
  readonly scratch: Scratch;
  readonly store: Store;
  readonly world: PageWorld;

  private constructor(store: Store, scratch: Scratch) {
    this.store = store;
    this.scratch = scratch;
    const { folder: cwd, clock } = scratch;
    const type = (command: string) => `ftl2-enterprise ${command}`;
    const io = { ...processIo(), cwd, clock, program: "ftl2-enterprise" };
    const { archive, survey, queue, upkeep } = store;
    this.world = {
      ...{ archive, survey, queue, upkeep, clock, cwd, type },
      rules: ruleBook(archive, { rulesDir: `${cwd}/rules`, cwd }),
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      db: scratch.path,
      version: "0.0.0",
      perform: performing({ io, global: { db: scratch.path }, main: (argv, io) => main(argv, io, wiring) }),
      filesNear: () => Promise.resolve([]),
      isGone: () => false,
    };
  }

  /** `before`: puts a database there before it is opened. */
  static async open(before: (scratch: Scratch) => void = () => {}): Promise<PageStage> {
    const scratch = new Scratch();
    before(scratch);
    return new PageStage(await scratch.open(), scratch);
  }

  /** A file in the folder; its absolute path. */
  file(name: string, text: string): string {
    const path = `${this.scratch.folder}/${name}`;
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeTextFileSync(path, text);
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.scratch[Symbol.asyncDispose]();
  }
}

/** A rule that would act. */
export const RULE = `name: motd
description: The greeting is there
status: proposed
observe:
  - { name: greeting, module: stat, params: { path: /tmp/motd } }
when: not greeting.stat.exists
actions:
  - { name: write it, module: copy, params: { dest: /tmp/motd, content: hello } }
`;

/** A playbook that needs nothing. */
export const PLAYBOOK = `- hosts: localhost
  gather_facts: false
  tasks:
    - name: nothing
      ansible.builtin.debug: { msg: hello }
`;
