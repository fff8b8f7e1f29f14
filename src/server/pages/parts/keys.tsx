// The keys that the script listens to, for whoever asks with `?`.
import type { Child } from "hono/jsx";

const KEYS: [keys: string[], what: string][] = [
  [["j", "k"], "next and previous row of a list"],
  [["Enter"], "open the chosen row"],
  [["a", "d"], "inbox: go to approve, or to deny with a comment; Enter confirms"],
  [["/"], "search"],
  [["g l", "g i", "g h"], "loops, inbox, hosts"],
  [["g d", "g r", "g w"], "drift, rules, workers"],
  [["n"], "a new loop"],
  [["Esc"], "close what is open"],
  [["?"], "this list"],
];

/** Opened by the script alone. */
export function Keys() {
  return (
    <dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl class="keys">
        {KEYS.map(([keys, what]) => (
          <div>
            <dt>{keys.map((key) => <Key>{key}</Key>)}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <label class="check">
          <input type="checkbox" id="keys-on" checked /> listen to keys
        </label>
        <button type="submit" class="button">Close</button>
      </form>
    </dialog>
  );
}

/** A key as one presses it. */
export function Key({ children }: { children?: Child }) {
  return <kbd>{children}</kbd>;
}
