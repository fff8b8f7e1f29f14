// verify: whether the database is whole, and the record keeps its own rules.
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { visible } from "../words/visible.ts";

/** Exit 1 with a list of what is wrong. Reads everything: of a large database that takes a while. */
export async function verify(context: Context): Promise<Ending> {
  const { global } = context;
  await using app = await openApp(context, { create: false });
  const wrong = await app.upkeep.verify();
  if (wrong.length === 0) {
    return { exit: exitCode.done, data: { problems: [] }, text: `${global.db} is whole, and its record is consistent` };
  }
  const count = wrong.length === 1 ? "1 thing is" : `${wrong.length} things are`;
  return {
    exit: exitCode.notConverged,
    data: toJson({ problems: wrong }),
    text: wrong.map((line) => visible(line)).join("\n"),
    failure: {
      kind: "inconsistent",
      message: `${count} wrong in ${global.db}`,
      hint: `Keep the file as it is for whoever looks into it: ${context.type("backup copy.db")}`,
    },
  };
}
