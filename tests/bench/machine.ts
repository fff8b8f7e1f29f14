// When and on what a bench ran, as a paragraph; numbers without it mean nothing.
import { arch, cpus, loadavg, totalmem } from "node:os";

/** Waiting processes for each core above which another program's work is measured, too. */
const QUIET = 0.3;

/** What stands above the table. `folder`: where databases and files of the bench lie. */
export async function machine(folder: string): Promise<string> {
  const load = loadavg()[0] ?? 0;
  const processors = cpus();
  const files = await firstLine("stat", ["-f", "-c", "%T", folder]);
  const parts = [
    `${processors.length} × ${processors[0]?.model.trim() || arch()}`,
    `${Math.round(totalmem() / 1024 ** 3)} GB of memory`,
    `${await firstLine("uname", ["-sr"]) ?? Deno.build.os}`,
    ...(files === undefined ? [] : [`files on ${files === "ext2/ext3" ? "ext4" : files}`]),
    `Deno ${Deno.version.deno} (V8 ${Deno.version.v8})`,
    await version("ansible-core", "ansible", /core ([\d.]+)/),
    await version("pyinfra", "pyinfra", /([\d.]+)/),
    await python("FTL2", "import ftl2; print(ftl2.__version__)"),
  ];
  return `\`deno task bench\`, ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC: ${parts.join(", ")}. ${
    loadSentence(load, processors.length)
  }`;
}

/** What the load at the beginning says of the numbers. */
export function loadSentence(load: number, cores: number): string {
  const told = `Load at the beginning: ${load.toFixed(2)}`;
  return load <= QUIET * cores
    ? `${told}.`
    : `**${told}: other programs were at work, so times are longer than this machine's own, and ratios less certain.**`;
}

async function version(name: string, program: string, pattern: RegExp): Promise<string> {
  const found = pattern.exec(await firstLine(program, ["--version"]) ?? "")?.[1];
  return found === undefined ? `no ${name}` : `${name} ${found}`;
}

async function python(name: string, code: string): Promise<string> {
  const found = await firstLine("python3", ["-c", code]);
  return found === undefined ? `no ${name}` : `${name} ${found}`;
}

/** Undefined where the program is not there or fails. */
async function firstLine(program: string, args: string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(program, { args, stdin: "null", stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout).split("\n")[0]?.trim() : undefined;
  } catch {
    return undefined;
  }
}
