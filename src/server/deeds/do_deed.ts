// Does what a person asks for, and says what came of it. What the queue or the command line refuses is a value, not an error.
import { InputError } from "../../model/errors.ts";
import type { PageWorld } from "../../ports/page_world.ts";
import { asTypedHere } from "../../words/as_typed.ts";
import type { Visitor } from "../visitor.ts";
import { answerPrompt } from "./answer_prompt.ts";
import { commandOf } from "./command_of.ts";
import type { Deed, Done, Outcome } from "./deed.ts";
import { decideRule } from "./decide_rule.ts";
import { changeLoop } from "./change_loop.ts";
import { refused } from "./refused.ts";
import { submitLoop } from "./submit_loop.ts";

/** Whoever only reads is told so. Throws StoreError where the database cannot be used. */
export async function doDeed(world: PageWorld, visitor: Visitor, deed: Deed): Promise<Done> {
  const command = commandOf(world, deed);
  if (visitor.role !== "full") {
    const text = `${visitor.name} may read everything here and change nothing`;
    return { ...refused("forbidden", text, "It takes a full token"), command };
  }
  const outcome = await act(world, visitor, deed).catch((error): Outcome => {
    // Looks before the deed have said what they could: what is left is a state that changed under it.
    if (error instanceof InputError) return refused("conflict", error.message);
    throw error;
  });
  return { ...outcome, text: asTypedHere(outcome.text, world.type), command };
}

async function act(world: PageWorld, visitor: Visitor, deed: Deed): Promise<Outcome> {
  switch (deed.kind) {
    case "answer":
      return await answerPrompt(world, visitor, deed);
    case "submit":
      return await submitLoop(world, visitor, deed);
    case "rule":
      return await decideRule(world, visitor, deed);
    default:
      return await changeLoop(world, visitor, deed);
  }
}
