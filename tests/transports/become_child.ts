// A controller that is not root, and lets go of what it cannot kill. Its argument is where its files begin.
import { localTransport } from "../../src/transports/local.ts";

const [place = ""] = Deno.args;
const way = { host: "here", connection: "local", become: { method: "sudo", user: "root" } } as const;
const said: string[] = [];
{
  await using shell = await localTransport({ receipts: `${place}.receipts` }).open({ way });
  said.push((await shell.run(["id", "-u"])).stdout.trim());
  const cancel = new AbortController();
  const looking = shell.run(
    ["sh", "-c", `trap '' TERM; echo go >"$1.started"; while :; do sleep 0.2; done`, "sh", place],
    {},
    cancel.signal,
  );
  while (!await Deno.stat(`${place}.started`).then(() => true, () => false)) {
    await new Promise((go) => setTimeout(go, 10));
  }
  cancel.abort();
  said.push(`cancelled ${(await looking).cancelled}`);
  said.push(await shell.run(["true"]).then(() => "goes on", (error) => error.name));
}
const began = performance.now();
const exe = `${place}.stuck`;
const stuck = localTransport().open({ way: { ...way, timeout: 1, become: { ...way.become, exe } } });
said.push(await stuck.then(() => "opened", (error) => error.message));
said.push(performance.now() - began < 60_000 ? "in time" : "late");
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(said)));
