import assert from "node:assert/strict";
import { checkTouches } from "./touches.ts";

const planted = (path: string, text: string) => checkTouches(new Map([[path, text]])).map(({ message }) => message);

Deno.test("checkTouches() finds each touch of the world in a room that has none", () => {
  const touches = [
    ...["console.log(1)", "fetch(u)", "setTimeout(f, 1)", "setInterval(f, 1)", "Date.now()", "new Date()", "Date()"],
    ...["performance.now()", "Math.random()", "crypto.randomUUID()", "AbortSignal.timeout(5)", "Deno.readTextFile(p)"],
    ...[
      "Deno.exit(1)",
      "globalThis.Deno",
      "process.exit(1)",
      "eval(s)",
      "new Function(s)",
      "new Worker(u)",
      "prompt()",
    ],
    ...["Temporal.Now.instant()", "const now = Date.now", "f(Deno)", "let c: Deno.Command"],
  ];
  for (const touch of touches) assert.equal(planted("src/engine/x.ts", touch).length, 1, touch);
});

Deno.test("checkTouches() lets the rooms of a touch use it", () => {
  assert.deepEqual(planted("src/cli/x.ts", "Deno.exit(1); Deno.stdout.write(b); new Date();"), []);
  assert.deepEqual(planted("src/transports/x.ts", "new Deno.Command('sh'); setTimeout(f, 1); Date.now();"), []);
  assert.deepEqual(planted("src/engine/x.ts", "new Date(0); crypto.subtle.digest(a, b); Math.floor(1); f.Deno;"), []);
});

Deno.test("checkTouches() lets only the command line exit and print", () => {
  assert.deepEqual(planted("src/worker/x.ts", "Deno.exit(1)"), [
    "uses Deno.exit: only cli, main may; return or throw: only the command line exits",
  ]);
  assert.equal(planted("src/app.ts", "Deno.stdout.write(b)").length, 1);
  assert.equal(planted("src/cli/x.ts", "console.log(1)").length, 1);
  assert.deepEqual(planted("main.ts", "Deno.exit(await main(Deno.args))"), []);
  assert.equal(planted("main.ts", "Deno.readTextFile(p)").length, 1);
});
