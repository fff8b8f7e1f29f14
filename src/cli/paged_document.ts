// A document that is too long to be held: its lists are written page by page, and how it came out stands at its end.
import { stringifierOf } from "./yaml_pages.ts";
import type { ExitCode } from "./exit_code.ts";
import type { Failure } from "./failure.ts";
import type { Output } from "./io.ts";
import { safeJson } from "../words/safe_json.ts";

/** What ends a document. */
export interface DocumentEnd {
  exit: ExitCode;
  error: Failure | null;
}

/** Writes the parts of one document, in order: `begin`, lists, `end`. What was begun must be ended, also after an error. */
export interface PagedDocument {
  begin(command: string, members: Record<string, string | number | null>): void;
  list(name: string, pages: AsyncIterable<readonly unknown[]>): Promise<void>;
  end(end: DocumentEnd): void;
}

/** The envelope of every command, its `data` first: only at the end is it known how it came out. */
export async function pagedDocument(stdout: Output, output: "json" | "yaml"): Promise<PagedDocument> {
  return output === "json" ? jsonPages(stdout) : yamlPages(stdout, await stringifierOf());
}

function jsonPages(stdout: Output): PagedDocument {
  let open = false;
  return {
    begin(command, members) {
      const held = safeJson(members).slice(0, -1);
      stdout.write(`{"command":${JSON.stringify(command)},"data":${held}`);
    },
    async list(name, pages) {
      stdout.write(`,${JSON.stringify(name)}:[`);
      open = true;
      let first = true;
      for await (const page of pages) {
        const rows = page.map((row) => safeJson(row)).join(",");
        if (rows !== "") stdout.write(`${first ? "" : ","}${rows}`);
        first &&= rows === "";
      }
      stdout.write("]");
      open = false;
    },
    end({ exit, error }) {
      const ok = error === null;
      stdout.write(`${open ? "]" : ""}},"ok":${ok},"exit":${exit},"error":${safeJson(error)}}\n`);
    },
  };
}

function yamlPages(stdout: Output, text: (value: unknown, indent: number) => string): PagedDocument {
  let empty = false;
  return {
    begin(command, members) {
      stdout.write(`${text({ command }, 0)}data:\n${text(members, 2)}`);
    },
    async list(name, pages) {
      stdout.write(`  ${name}:`);
      empty = true;
      for await (const page of pages) {
        if (page.length === 0) continue;
        stdout.write(`${empty ? "\n" : ""}${text(page, 4)}`);
        empty = false;
      }
      if (empty) stdout.write(" []\n");
      empty = false;
    },
    end({ exit, error }) {
      stdout.write(`${empty ? " []\n" : ""}${text({ ok: error === null, exit, error }, 0)}`);
    },
  };
}
