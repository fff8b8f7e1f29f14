// Made-up inventories under Ansible and under ours.
import { InputError } from "../../../src/model/errors.ts";
import { askAll } from "./ansible.ts";
import { ours, sameAs } from "./judge.ts";
import { LaidOut } from "./laid_out.ts";
import { randomInventory } from "./random_inventory.ts";
import type { Told } from "./told.ts";

/** What differs, as sentences; none when all is alike. An inventory that one refuses, the other refuses, too. */
export async function beside(first: number, count: number): Promise<string[]> {
  const cases = Array.from({ length: count }, (_, n) => randomInventory(first + n));
  await using stack = new AsyncDisposableStack();
  const laid: LaidOut[] = [];
  for (const one of cases) laid.push(stack.use(await LaidOut.of(one)));
  const told = await askAll(laid, { strict: true });
  const complaints: string[] = [];
  for (const [at, one] of cases.entries()) {
    const complaint = differs(await readOrRefused(laid[at]!), told[at]!, () => one);
    if (complaint !== undefined) complaints.push(`${complaint}\n${JSON.stringify(one.files, null, 2)}`);
  }
  return complaints;
}

async function readOrRefused(laid: LaidOut): Promise<Told | { error: string }> {
  try {
    return await ours(laid);
  } catch (error) {
    if (error instanceof InputError) return { error: error.message };
    throw error;
  }
}

type Answer = Told | { error: string };

function differs(us: Answer, them: Answer, one: () => ReturnType<typeof randomInventory>): string | undefined {
  if ("error" in us || "error" in them) {
    if ("error" in us && "error" in them) return undefined;
    return "error" in us ? `only we refuse: ${us.error}` : `only Ansible refuses: ${(them as { error: string }).error}`;
  }
  try {
    sameAs(us, them, one());
  } catch (error) {
    return String(error);
  }
}
