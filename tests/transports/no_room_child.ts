// Runs where the folder for temporary files is tiny: see no_room_test.ts. Prints what a deed with too much input came to.
import { ReceiptRefused } from "../../src/model/errors.ts";
import { localTransport } from "../../src/transports/local.ts";
import { enter } from "../fakes/entrances.ts";

const folder = Deno.args[0]!;
await using shell = await localTransport({ receipts: `${folder}/receipts` }).open(enter("localhost"));
const stdin = new Uint8Array(4_000_000);
const receipt = { loop: "full", action: 1, token: 1 };
const refused = await shell.run(["sh", "-c", `cat >${folder}/written`], { stdin, receipt }).catch((error) => error);
const after = await shell.run(["echo", "still here"]);
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify({
  refused: refused instanceof ReceiptRefused,
  message: refused.message,
  after: after.stdout,
})));
