// The inbox: questions that wait for a human, of all loops.
import type { InboxRow } from "../../ports/survey.ts";
import { ago } from "../../words/moment.ts";
import { questionInLine } from "../../words/question_text.ts";
import { oneLine } from "../../words/visible.ts";
import type { ListCell, ListColumn } from "./columns.ts";
import { type Key, moveOf } from "./keys.ts";
import { listLines } from "./list_lines.ts";
import { LoopView } from "./loop_view.ts";
import { PagedList } from "./paged_list.ts";
import { openQuestion } from "./question_view.ts";
import { type Hint, type Size, STAY, type TopWorld, type Turn, type View } from "./view.ts";

const columns: ListColumn[] = [
  { title: "ID", right: true, spare: 0 },
  { title: "LOOP", spare: 2, flexible: 8 },
  { title: "KIND", spare: 3 },
  { title: "ASKED", spare: 1 },
  { title: "QUESTION", spare: 0, flexible: 16 },
];

/** The open questions, or those that have an answer. */
export class InboxView implements View {
  readonly #world: TopWorld;
  readonly #list: PagedList<InboxRow>;
  #open = true;

  constructor(world: TopWorld) {
    this.#world = world;
    this.#list = new PagedList((page) => world.app.survey.prompts({ ...page, open: this.#open }));
  }

  title(): string {
    return this.#open ? "open, oldest first" : "answered, newest first";
  }

  async look(): Promise<void> {
    await this.#list.look();
  }

  lines(size: Size): string[] {
    return listLines(this.#list, { columns, cells: (row) => this.#cells(row), none: this.#none() }, size);
  }

  hints(): Hint[] {
    return [
      ["enter", "read and answer"],
      ["tab", "loops"],
      ["f", this.#open ? "answered" : "open"],
      ["?", "help"],
      ["q", "quit"],
      ["l", "log"],
    ];
  }

  async press(key: Key): Promise<Turn | undefined> {
    const move = moveOf(key);
    if (move !== undefined) return await this.#list.move(move).then(() => STAY);
    if (key === "f") {
      this.#open = !this.#open;
      return await this.#list.restart().then(() => STAY);
    }
    const row = this.#list.chosen();
    if (row === undefined) return undefined;
    // Nothing is approved from here: it has to be read first.
    if (["enter", "right", "a", "d"].includes(key)) return await openQuestion(this.#world, row.id);
    if (key === "l") return { kind: "open", view: new LoopView(this.#world, row.loop) };
    return undefined;
  }

  #cells(row: InboxRow): ListCell[] {
    const { id, loop, loopName, kind, createdAt, answeredAt, status, response } = row;
    const answer = status === "pending" ? "" : `${status}${response === null ? "" : ` ${oneLine(response)}`}: `;
    return [
      { text: String(id) },
      { text: `${loop} ${oneLine(loopName)}` },
      { text: oneLine(kind), style: "notice" },
      { text: ago(answeredAt ?? createdAt, this.#world.io.clock.now()) },
      { text: answer + oneLine(questionInLine(row)) },
    ];
  }

  #none(): string[] {
    return this.#open
      ? ["", "  Nobody is asked anything; f shows what was answered"]
      : ["", "  Nothing was ever asked"];
  }
}
