import assert from "node:assert/strict";
import { slurpModule } from "../../src/modules/slurp.ts";
import { Stage } from "./stage.ts";

Deno.test({
  name: "slurp fails with the host's words for a file that cannot be read, though it is there and its mode says so",
  ignore: Deno.build.os !== "linux",
}, async () => {
  await using stage = await Stage.open();
  // A process's memory is a regular file, and has nothing at its beginning.
  const { result } = await stage.run(slurpModule(), { src: "/proc/self/mem" });
  assert.equal(result.failed, true);
  assert.match(String(result.msg), /^Cannot read \/proc\/self\/mem on localhost: .*Input\/output error/);
});
