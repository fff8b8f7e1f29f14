// One question, whole: what it covers, what can be answered, and the answer.
import type { PromptRow } from "../../ports/archive.ts";
import { counted } from "../../words/counted.ts";
import { ago } from "../../words/moment.ts";
import { answerWords, questionLines } from "../../words/question_text.ts";
import { takesComment, takesOwnWords } from "../../words/read_answer.ts";
import { oneLine } from "../../words/visible.ts";
import { paint } from "../writer.ts";
import { answer } from "./answer.ts";
import { type Key, moveOf } from "./keys.ts";
import { Scrolled } from "./scrolled.ts";
import { type Hint, said, type Size, STAY, type TopWorld, type Turn, type View } from "./view.ts";

/** Opens it by its number. */
export async function openQuestion(world: TopWorld, id: number): Promise<Turn> {
  const [row] = await world.app.archive.prompts({ ids: [id] });
  if (row === undefined) return said(false, `There is no question ${id} any more`);
  const loop = await world.app.archive.loop(row.loop);
  return { kind: "open", view: new QuestionView(world, row, oneLine(loop?.name ?? "?")) };
}

/** A question, to be read and answered. */
export class QuestionView implements View {
  readonly #world: TopWorld;
  readonly #name: string;
  readonly #scrolled = new Scrolled();
  #row: PromptRow;

  constructor(world: TopWorld, row: PromptRow, name: string) {
    this.#world = world;
    this.#row = row;
    this.#name = name;
  }

  title(): string {
    const { id, loop, kind } = this.#row;
    return `question ${id}, loop ${loop} ${this.#name}, ${oneLine(kind)}`;
  }

  /** What it covers does not change while it is read: an answer is only taken for what stands here. */
  async look(): Promise<void> {
    const [now] = await this.#world.app.archive.prompts({ ids: [this.#row.id] });
    if (now === undefined) return;
    if (now.text !== this.#row.text || now.about !== this.#row.about) this.#scrolled.restart();
    this.#row = now;
  }

  lines(size: Size): string[] {
    const row = this.#row;
    const text = [
      ...questionLines(row, { style: paint }),
      "",
      ...row.options.map((option, at) => `  ${at + 1}) ${oneLine(option)}`),
      this.#standing(),
    ];
    const lines = this.#scrolled.window(text, { ...size, rows: size.rows - 1 });
    const { below } = this.#scrolled;
    const more = below === 0 ? "" : `${counted(below, "more line")} below`;
    return [...lines, ...Array(Math.max(0, size.rows - 1 - lines.length)).fill(""), paint("notice", more)];
  }

  hints(): Hint[] {
    const back: Hint = ["esc", "back"];
    const row = this.#row;
    if (row.status !== "pending") return [back];
    const numbers: Hint = [row.options.length === 1 ? "1" : `1-${Math.min(9, row.options.length)}`, "choose"];
    return [
      ...(has(row, "yes") ? [["a", "approve"] as Hint] : []),
      ...(has(row, "no") ? [["d", "deny"] as Hint] : []),
      ...(row.options.length > 0 ? [numbers] : []),
      ...(takesOwnWords(row) ? [["e", "own words"] as Hint] : []),
      ["j/k", "scroll"],
      back,
    ];
  }

  async press(key: Key): Promise<Turn | undefined> {
    const move = moveOf(key);
    if (move !== undefined) {
      this.#scrolled.move(move);
      return STAY;
    }
    if (key === "left" || key === "h") return { kind: "back" };
    const row = this.#row;
    const option = row.options[Number(key) - 1];
    if (!["a", "d", "e", "enter"].includes(key) && option === undefined) return undefined;
    if (row.status !== "pending") return said(false, `Question ${row.id} takes no answer any more: ${row.status}`);
    const response = key === "a" ? has(row, "yes") : key === "d" ? has(row, "no") : option;
    if (response !== undefined) return await Promise.resolve(this.#answered(response));
    if ((key === "e" || key === "enter") && takesOwnWords(row)) return this.#ownWords();
    if (key === "enter") {
      return said(
        false,
        `Choose: ${this.hints().map(([name, does]) => `${name} ${does}`).join(", ")}`,
      );
    }
    return said(false, `Question ${row.id} has no such answer: choose one by its number`);
  }

  /** A yes is taken only from whoever has seen all that it covers, and confirms it; a no takes a reason. */
  #answered(response: string): Turn {
    const shown = this.#row;
    if (takesComment(shown) && response === has(shown, "no")) return this.#denied(response);
    const { below, whole } = this.#scrolled;
    if (!whole) return said(false, `It goes on: ${counted(below, "more line")} to read first (space, G)`);
    const text = takesComment(shown)
      ? `Say ${response} to all that question ${shown.id} shows?`
      : `Answer question ${shown.id} with ${response === "" ? "go on" : `"${oneLine(response)}"`}?`;
    return { kind: "ask", asking: { kind: "confirm", text, yes: () => this.#give({ shown, response }) } };
  }

  #denied(response: string): Turn {
    const shown = this.#row;
    const enter = (typed: string) => {
      const comment = typed.trim();
      return this.#give({ shown, response, ...(comment === "" ? {} : { comment }) });
    };
    const label = `deny question ${shown.id}, because: `;
    return { kind: "ask", asking: { kind: "field", label, text: "", acts: true, enter } };
  }

  #ownWords(): Turn {
    const shown = this.#row;
    const enter = (typed: string): Promise<Turn> =>
      typed.trim() === "" && shown.kind !== "pause"
        ? Promise.resolve(said(false, "Nothing was typed: nothing is answered"))
        : this.#give({ shown, response: typed.trim() });
    const label = `answer to question ${shown.id}: `;
    return { kind: "ask", asking: { kind: "field", label, text: "", acts: true, enter } };
  }

  async #give(answering: Parameters<typeof answer>[1]): Promise<Turn> {
    const turn = await answer(this.#world, answering);
    await this.look();
    return turn;
  }

  #standing(): string {
    const row = this.#row;
    if (row.status === "pending") return paint("faint", `asked ${ago(row.createdAt, this.#world.io.clock.now())}`);
    return paint(row.status === "answered" ? "ok" : "notice", answerWords(row));
  }
}

/** An option by its text, whatever the case. */
function has({ options }: PromptRow, word: string): string | undefined {
  return options.find((option) => option.toLowerCase() === word);
}
