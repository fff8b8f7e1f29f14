// Starting programs beside a test: other processes on the same file, with mounts of their own where root may make them.

/** Runs a script of tests/store/children to its end. Returns the JSON it printed. */
export async function runChild(script: string, ...args: string[]): Promise<Record<string, unknown>> {
  return parse(await output(Deno.execPath(), [...denoArgs(script), ...args]));
}

/** The same with these rights instead of all. */
export async function runChildWith(
  rights: readonly string[],
  script: string,
  ...args: string[]
): Promise<Record<string, unknown>> {
  return parse(await output(Deno.execPath(), [...denoArgs(script, rights), ...args]));
}

/** The same, of a root who may give no file away. */
export async function runChildKeeping(script: string, ...args: string[]): Promise<Record<string, unknown>> {
  return parse(await output("setpriv", ["--bounding-set=-chown", Deno.execPath(), ...denoArgs(script), ...args]));
}

/** The same, after shell commands in a mount namespace of its own (`mount` changes nothing outside). `$1` … are the args. */
export async function runChildMounted(
  prepare: string,
  script: string,
  ...args: string[]
): Promise<Record<string, unknown>> {
  const command = [Deno.execPath(), ...denoArgs(script)].map((word) => `'${word}'`).join(" ");
  const asRoot = Deno.uid() === 0 ? [] : ["--map-root-user"];
  return parse(
    await output("unshare", [...asRoot, "-m", "sh", "-ec", `${prepare}\nexec ${command} "$@"`, "sh", ...args]),
  );
}

/** Whether mounts can be made here; under CI a machine that cannot is an error, not a reason to skip. */
export function cannotMount(): boolean {
  const asRoot = Deno.uid() === 0 ? [] : ["--map-root-user"];
  const tried = new Deno.Command("unshare", {
    args: [...asRoot, "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
    stdout: "null",
    stderr: "piped",
  });
  let said: string;
  try {
    const { success, stderr } = tried.outputSync();
    if (success) return false;
    said = new TextDecoder().decode(stderr).trim();
  } catch (error) {
    said = (error as Error).message;
  }
  if (Deno.env.get("CI") === "true") {
    throw new Error(`No mounts can be made for the tests of full and read-only disks: ${said}`);
  }
  Deno.stderr.writeSync(new TextEncoder().encode(`Skipping tests of full and read-only disks: ${said}\n`));
  return true;
}

/** A process that has a database open and does nothing; `end` waits for its end. */
export async function holdOpen(path: string): Promise<{ pid: number; end(): Promise<void> }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...denoArgs("hold_open.ts"), path],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const said = child.stdout.getReader();
  await said.read();
  return {
    pid: child.pid,
    end: async () => {
      await said.cancel();
      await child.stdin.close();
      await child.status;
    },
  };
}

function denoArgs(script: string, rights: readonly string[] = ["-A"]): string[] {
  return ["run", ...rights, "--no-check", new URL(`children/${script}`, import.meta.url).pathname];
}

async function output(program: string, args: string[]): Promise<Deno.CommandOutput> {
  return await new Deno.Command(program, { args, stdout: "piped", stderr: "piped" }).output();
}

function parse({ stdout, stderr, success }: Deno.CommandOutput): Record<string, unknown> {
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!success || out === "") throw new Error(`The child failed: ${err}${out}`);
  return JSON.parse(out!);
}
