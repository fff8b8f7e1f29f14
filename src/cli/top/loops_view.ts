// The loops: filtered, searched, sorted, one of them chosen.
import type { LoopFilter, LoopLine, LoopOrder } from "../../ports/survey.ts";
import { oneLine } from "../../words/visible.ts";
import { type Key, moveOf } from "./keys.ts";
import { listLines } from "./list_lines.ts";
import { loopCells, loopColumns } from "./loop_cells.ts";
import { pressOnLoop } from "./loop_deeds.ts";
import { LoopView } from "./loop_view.ts";
import { openQuestion } from "./question_view.ts";
import { PagedList } from "./paged_list.ts";
import { type Hint, said, type Size, STAY, type TopWorld, type Turn, type View } from "./view.ts";

const ORDERS: readonly LoopOrder[] = ["id", "name", "status", "last", "next", "drift", "cost"];

/** Which loops, one after another by `f`. */
const FILTERS: readonly { name: string; filter: Omit<LoopFilter, "limit"> }[] = [
  { name: "under way", filter: {} },
  { name: "that ask", filter: { only: "asking" } },
  { name: "with drift", filter: { only: "drift" } },
  { name: "failed or blocked", filter: { statuses: ["failed", "blocked"] } },
  { name: "all", filter: { all: true } },
];

/** The list of loops. */
export class LoopsView implements View {
  readonly #world: TopWorld;
  readonly #list: PagedList<LoopLine & { id: number }>;
  #filter = 0;
  #search = "";
  #order = 0;
  #descending = false;

  constructor(world: TopWorld) {
    this.#world = world;
    this.#list = new PagedList(async (page) => {
      const { rows, next } = await world.app.survey.loops({
        ...page,
        ...FILTERS[this.#filter]!.filter,
        ...(this.#search === "" ? {} : { search: this.#search }),
        sort: ORDERS[this.#order]!,
        descending: this.#descending,
      });
      return { rows: rows.map((row) => ({ ...row, id: row.loop.id })), next };
    });
  }

  title(): string {
    const { name } = FILTERS[this.#filter]!;
    const search = this.#search === "" ? "" : `, with "${oneLine(this.#search)}"`;
    return `${name}${search}, by ${ORDERS[this.#order]}${this.#descending ? " (down)" : ""}`;
  }

  async look(): Promise<void> {
    await this.#list.look();
  }

  lines(size: Size): string[] {
    const cells = (line: LoopLine) => loopCells(this.#world, line);
    return listLines(this.#list, { columns: loopColumns, cells, none: this.#none() }, size);
  }

  hints(): Hint[] {
    return [
      ["enter", "open"],
      ["tab", "inbox"],
      ["?", "help"],
      ["q", "quit"],
      ["/", "search"],
      ["f", "filter"],
      ["s", "sort"],
      ["p", "pause"],
      ["r", "resume"],
      ["c", "cancel"],
      ["R", "retry"],
      ["l", "log"],
    ];
  }

  async press(key: Key): Promise<Turn | undefined> {
    const move = moveOf(key);
    if (move !== undefined) return await this.#list.move(move).then(() => STAY);
    if (key === "/") return this.#searching();
    if (key === "f") return await this.#anew(() => this.#filter = (this.#filter + 1) % FILTERS.length);
    if (key === "s") return await this.#anew(() => this.#order = (this.#order + 1) % ORDERS.length);
    if (key === "S") return await this.#anew(() => this.#descending = !this.#descending);
    if (key === "escape" && this.#search !== "") return await this.#anew(() => this.#search = "");
    const line = this.#list.chosen();
    if (line === undefined) return undefined;
    if (key === "enter" || key === "right" || key === "l") {
      return { kind: "open", view: new LoopView(this.#world, line.id, { onlyLog: key === "l" }) };
    }
    if (key === "a" || key === "d") {
      const [first] = line.prompts;
      if (first === undefined) return said(false, `Loop ${line.id} asks nothing`);
      return await openQuestion(this.#world, first.id);
    }
    return await pressOnLoop(this.#world, key, line);
  }

  async #anew(change: () => void): Promise<Turn> {
    change();
    await this.#list.restart();
    return STAY;
  }

  #searching(): Turn {
    return {
      kind: "ask",
      asking: {
        kind: "field",
        label: "/",
        text: this.#search,
        acts: false,
        changed: async (text) => void await this.#anew(() => this.#search = text.trim()),
        enter: () => Promise.resolve(STAY),
      },
    };
  }

  #none(): string[] {
    const { name } = FILTERS[this.#filter]!;
    if (this.#search !== "") {
      return ["", `  No loop ${name} has "${oneLine(this.#search)}" in it; esc shows the others`];
    }
    if (this.#filter > 0) return ["", `  No loop: ${name}; f shows others`];
    return [
      "",
      "  No loop is under way; f shows those that have ended",
      `  A new one: ${this.#world.type("run -f FILE")}`,
    ];
  }
}
