// A controller to be killed: opens a shell and runs one command under a receipt. Its argument is JSON.
import { localTransport } from "../../src/transports/local.ts";
import { sshTransport } from "../../src/transports/ssh.ts";
import { enter } from "../fakes/entrances.ts";

const { shell, receipts, way = enter("localhost").way, argv, receipt, quick } = JSON.parse(Deno.args[0]!);
const transport = way.connection === "ssh" ? sshTransport({ shell, receipts }) : localTransport({ shell, receipts });
await using opened = await transport.open({ way });
await opened.run(argv, { receipt, quick });
