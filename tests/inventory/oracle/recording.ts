// What Ansible said of each inventory, written down beside the cases, so that the tests need not ask it each time.
import { createHash } from "node:crypto";
import { askAll } from "./ansible.ts";
import type { InventoryCase } from "./case.ts";
import { LaidOut } from "./laid_out.ts";
import type { Told } from "./told.ts";

// No .json: a formatter would make a page of each line.
const RECORDED = new URL("recorded.jsonl", import.meta.url);
const AGAIN = "type: deno run -A tests/inventory/oracle/record.ts";

/** Asks Ansible about every case, and writes it down. Throws where Ansible refuses one. */
export async function record(cases: readonly InventoryCase[]): Promise<void> {
  const lines = (await asked(cases)).map((told, at) => {
    if ("error" in told) throw new Error(`Ansible refuses ${cases[at]!.name}: ${told.error}`);
    return `${JSON.stringify({ name: cases[at]!.name, of: fingerprint(cases[at]!), told })}\n`;
  });
  await Deno.writeTextFile(RECORDED, lines.join(""));
}

/** What Ansible says of each now; with `strict` it refuses what it cannot read. */
export async function asked(
  cases: readonly InventoryCase[],
  how: { strict?: boolean } = {},
): Promise<(Told | { error: string })[]> {
  await using stack = new AsyncDisposableStack();
  const laid: LaidOut[] = [];
  for (const one of cases) laid.push(stack.use(await LaidOut.of(one)));
  return await askAll(laid, how);
}

/** What was written down of each. Throws where there is nothing, or where it is of another text. */
export async function recorded(cases: readonly InventoryCase[]): Promise<Map<string, Told>> {
  const lines = (await Deno.readTextFile(RECORDED)).trimEnd().split("\n").map((line) => JSON.parse(line));
  const known = new Map<string, { of: string; told: Told }>(lines.map((line) => [line.name, line]));
  return new Map(cases.map((one) => {
    const found = known.get(one.name);
    if (found === undefined) throw new Error(`There is no recording of ${one.name}; ${AGAIN}`);
    if (found.of !== fingerprint(one)) throw new Error(`The recording of ${one.name} is of another text; ${AGAIN}`);
    return [one.name, found.told];
  }));
}

function fingerprint(one: InventoryCase): string {
  return createHash("sha256").update(JSON.stringify(one)).digest("hex").slice(0, 16);
}
