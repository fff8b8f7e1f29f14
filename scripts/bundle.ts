// One JavaScript file of the whole program, run from a path or a URL: dist/ftl2-enterprise.js.
import { say, warn } from "./say.ts";

const ROOT = new URL("../", import.meta.url);
const target = new URL("dist/ftl2-enterprise.js", ROOT);

/** Runs deno in the repository's root; ends this process where it fails. */
async function deno(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT, stdin: "null" }).output();
  if (code !== 0) {
    warn(new TextDecoder().decode(stderr).trim());
    warn(`Could not bundle: deno ${args[0]} ended with exit code ${code}`);
    Deno.exit(1);
  }
  return new TextDecoder().decode(stdout).trim();
}

/**
 * Makes the bundle runnable by itself, from a URL too: there `createRequire(import.meta.url)`, which the bundler emits for
 * CommonJS packages, would throw ("must be a file URL"), and all that it is asked for are built-in modules.
 */
function runnable(code: string): string {
  const anywhere = code.replaceAll(
    /createRequire\(import\.meta\.url\)/g,
    'createRequire(import.meta.url.startsWith("file:") ? import.meta.url : "file:///")',
  );
  return `#!/usr/bin/env -S deno run -A\n${anywhere.replace(/^#!.*\n/, "")}`;
}

await Deno.mkdir(new URL("dist/", ROOT), { recursive: true });
// Not minified: that would save 8 of 110 ms of a start (measured with `status`), and the stack of a bug stays readable.
await deno("bundle", "--quiet", "--platform", "deno", "-o", target.pathname, "main.ts");
const code = runnable(await Deno.readTextFile(target));
await Deno.writeTextFile(target, code);
await Deno.chmod(target, 0o755);
const version = await deno("run", "-A", "--no-config", target.pathname, "--version");
say(`dist/ftl2-enterprise.js: ${version}, ${Math.ceil(code.length / 1024)} KB`);
