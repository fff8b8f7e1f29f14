// One executable of the whole program: dist/ftl2-enterprise. `--target` and deno compile's other flags are passed on.
import { say, warn } from "./say.ts";

const ROOT = new URL("../", import.meta.url);
const output = "dist/ftl2-enterprise";

const { code, stderr } = await new Deno.Command(Deno.execPath(), {
  args: ["compile", "--quiet", "-A", "--output", output, ...Deno.args, "main.ts"],
  cwd: ROOT,
  stdin: "null",
}).output();
const words = new TextDecoder().decode(stderr).trim();
if (code === 0) say(output);
else if (/dl\.deno\.land|denort/.test(words)) {
  warn(
    "Could not compile: the executable holds Deno's runtime, which is downloaded from dl.deno.land, and that cannot be " +
      "reached from here. `deno task bundle` makes one JavaScript file without it",
  );
} else warn(words);
Deno.exit(code);
