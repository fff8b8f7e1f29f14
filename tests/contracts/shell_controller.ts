// A controller to be killed: opens a shell and runs one command under a receipt. Its argument is JSON.
import { localTransport } from "../../src/transports/local.ts";
import { enter } from "../fakes/entrances.ts";

const { shell, receipts, argv, receipt, quick } = JSON.parse(Deno.args[0]!);
await using opened = await localTransport({ shell, receipts }).open(enter("localhost"));
await opened.run(argv, { receipt, quick });
