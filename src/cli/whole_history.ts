// history --all: every run of a loop, read and written page by page, so that no loop is too old for it.
import type { App } from "../app.ts";
import type { Loop } from "../model/loop.ts";
import type { IterationPlace, IterationRow } from "../ports/archive.ts";
import type { Context, Ending } from "./context.ts";
import { decidersByName } from "../words/deciders_by_name.ts";
import { type ExitCode, exitCode } from "./exit_code.ts";
import { asTyped, type Failure, failureOf, failureText } from "./failure.ts";
import { actionCells, actionColumns, iterationCells, iterationColumns, noneYet, without } from "./history_cells.ts";
import { pagedDocument } from "./paged_document.ts";
import { type Column, tablePages } from "./table.ts";
import { visible } from "../words/visible.ts";
import { pauses } from "./watch.ts";

/** Iterations read at once. */
const PAGE = 200;

interface Whole {
  app: App;
  loop: Loop;
  /** Nobody wants the rest. */
  over(): boolean;
}

/** Prints as it reads; a signal ends it with what is a whole document nevertheless. */
export async function wholeHistory(context: Context, app: App, loop: Loop): Promise<Ending> {
  const pause = pauses(context);
  const { io, global } = context;
  const whole: Whole = { app, loop, over: () => pause.over || io.stdout.gone === true };
  if (global.output !== "table") return await document(context, whole, pause);
  const rows = async (page: IterationRow[]) => {
    const deciders = await decidersByName(app.archive, page);
    return page.map((row) => iterationCells(row, deciders.get(row.id)));
  };
  const stepless = loop.mode !== "incremental";
  const columns = stepless ? without("INC", iterationColumns, [])[0] : iterationColumns;
  const pages = pagesOf(
    iterationPages(whole),
    async (page) => stepless ? without("INC", iterationColumns, await rows(page))[1] : await rows(page),
  );
  if (!await printed(context, columns, pages)) {
    return { exit: exitCode.done, data: null, text: noneYet(context, loop) };
  }
  if (context.flags.actions) {
    io.stdout.write("\n");
    const any = await printed(
      context,
      actionColumns,
      pagesOf(actionPages(whole, false), (page) => page.map(actionCells)),
    );
    if (!any) io.stdout.write("No action was taken\n");
  }
  return { exit: pause.over ? exitCode.interrupted : exitCode.done, data: null, text: "", streamed: true };
}

async function document(context: Context, whole: Whole, pause: { readonly over: boolean }): Promise<Ending> {
  const { io, global, flags } = context;
  const paged = await pagedDocument(io.stdout, global.output === "yaml" ? "yaml" : "json");
  const { id, name } = whole.loop;
  let exit: ExitCode = exitCode.done;
  let error: Failure | null = null;
  paged.begin("history", { loop: id, name });
  try {
    const named = async (page: IterationRow[]) => {
      const deciders = await decidersByName(whole.app.archive, page);
      return page.map((row) => ({ ...row, ...deciders.get(row.id) }));
    };
    await paged.list("iterations", pagesOf(iterationPages(whole), named));
    if (flags.actions) await paged.list("actions", actionPages(whole, true));
    if (pause.over) {
      exit = exitCode.interrupted;
      error = { kind: "interrupted", message: "Interrupted: the lists are not whole" };
    }
  } catch (thrown) {
    const { exit: failed, failure } = failureOf(thrown);
    exit = failed;
    error = asTyped(failure, context.type);
  }
  if (error !== null) io.stderr.write(`${visible(failureText(error))}\n`);
  paged.end({ exit, error });
  return { exit, data: null, text: "", streamed: true };
}

/** Whether there was any row. */
async function printed({ io, columns }: Context, shown: Column[], pages: AsyncIterable<string[][]>): Promise<boolean> {
  const write = tablePages(shown, columns);
  let any = false;
  for await (const rows of pages) {
    if (rows.length === 0) continue;
    any = true;
    io.stdout.write(`${write(rows)}\n`);
  }
  return any;
}

async function* pagesOf<T, R>(pages: AsyncIterable<T[]>, made: (page: T[]) => R[] | Promise<R[]>): AsyncIterable<R[]> {
  for await (const page of pages) yield await made(page);
}

async function* iterationPages({ app, loop, over }: Whole): AsyncIterable<IterationRow[]> {
  let after: IterationPlace | null = null;
  while (!over()) {
    const page: IterationRow[] = await app.archive.iterations(loop.id, { after, limit: PAGE });
    yield page;
    if (page.length < PAGE) return;
    after = page.at(-1)!;
    // The database answers at once: without a turn of the event loop no signal would be heard.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

async function* actionPages(whole: Whole, wanted: boolean) {
  for await (const iterations of iterationPages(whole)) {
    yield await whole.app.archive.actions({
      iterations: iterations.map(({ id }) => id),
      whole: wanted,
      brief: !wanted,
    });
  }
}
