// Prints the names of the loops in a database, in a process that has been given less rights.
import { namesOnRecord } from "../../../src/store/names_on_record.ts";

for (const { name } of namesOnRecord(Deno.args[0]!).loops()) {
  await Deno.stdout.write(new TextEncoder().encode(`${name}\n`));
}
