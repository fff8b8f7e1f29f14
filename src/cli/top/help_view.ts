// All keys, and what they do.
import { paint } from "../writer.ts";
import { type Key, moveOf } from "./keys.ts";
import { Scrolled } from "./scrolled.ts";
import { type Hint, type Size, STAY, type Turn, type View } from "./view.ts";

const KEYS: readonly [heading: string, keys: readonly Hint[]][] = [
  ["Everywhere", [
    ["j k, arrows", "down, up"],
    ["space, ctrl-d, ctrl-u", "a page down, down, up"],
    ["g G, home end", "to the beginning, to the end"],
    ["enter", "open what is chosen"],
    ["esc, q", "back; q at last ends it"],
    ["tab", "loops, inbox"],
    ["ctrl-l", "draw everything anew"],
    ["ctrl-z", "to the shell; fg comes back"],
    ["ctrl-c", "end it: nothing else ends with it"],
  ]],
  ["Loops", [
    ["/", "search in names, goals, files and reasons"],
    ["f", "filter: under way, asking, drift, failed, all"],
    ["s S", "sort by the next column; the other way round"],
    ["l", "its log, as it grows"],
    ["a d", "the question that it waits for"],
    ["p", "pause it, with a reason"],
    ["r", "resume it; one that waits runs now"],
    ["c", "end it for good, after a yes"],
    ["R", "begin a new run of one that has ended"],
  ]],
  ["Inbox and questions", [
    ["a", "approve all that is shown, after a yes"],
    ["d", "deny, with a reason"],
    ["1-9", "answer by an option's number, after a yes"],
    ["e", "answer in your own words"],
    ["f", "those that have an answer, too"],
  ]],
];

/** The keys, to be scrolled through. */
export class HelpView implements View {
  readonly #scrolled = new Scrolled();

  title(): string {
    return "help";
  }

  look(): Promise<void> {
    return Promise.resolve();
  }

  lines(size: Size): string[] {
    const widest = size.columns < 60 ? 12 : 22;
    const text = KEYS.flatMap(([heading, keys]) => [
      paint("heading", heading),
      ...keys.map(([key, does]) => `  ${key.padEnd(widest)} ${does}`),
      "",
    ]);
    return this.#scrolled.window(text, size);
  }

  hints(): Hint[] {
    return [["esc", "back"], ["j/k", "scroll"]];
  }

  press(key: Key): Promise<Turn | undefined> {
    const move = moveOf(key);
    if (move !== undefined) this.#scrolled.move(move);
    return Promise.resolve(move !== undefined ? STAY : key === "?" ? { kind: "back" } : undefined);
  }
}
