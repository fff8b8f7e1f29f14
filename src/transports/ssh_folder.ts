// The private folder for sockets of ssh connections: the same for all of the user's processes, so that none is left behind.

/** Bytes that a socket's path may have at most (104 on some systems), less what ssh puts behind it while it makes one. */
const longest = 104 - 18;
/** Bytes of a name in the folder: a process id, a dash, a number. */
const nameBytes = 20;

/** Age of what is left by a process that is not there. */
const LEFT_MS = 24 * 3600 * 1000;

let made: Promise<string> | undefined;
let count = 0;

/** A path in the private folder that this process has not used yet. */
export async function privatePath(kind: string): Promise<string> {
  return `${await privateFolder()}/${kind}${Deno.pid}-${++count}`;
}

/** The folder, 0700 and the user's own; made where it is not there, or not any more. */
export async function privateFolder(): Promise<string> {
  const folder = await (made ??= found());
  if (await isOurs(folder)) return folder;
  made = found();
  return await made;
}

async function found(): Promise<string> {
  const temp = [Deno.env.get("TMPDIR") ?? "/tmp", "/tmp"].find((path) => path.length + nameBytes * 2 < longest) ??
    "/tmp";
  const folder = `${temp}/ftl2-ssh-${Deno.uid() ?? "user"}`;
  await Deno.mkdir(folder, { mode: 0o700 }).catch((error) => {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  });
  // Somebody else has taken the name.
  if (!await isOurs(folder)) return await Deno.makeTempDir({ dir: temp, prefix: "ftl2-ssh-" });
  await swept(folder).catch(() => {});
  return folder;
}

/** Takes away what killed processes have left. */
async function swept(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    const owner = /^[ps](\d+)-/.exec(name)?.[1];
    if (owner === undefined) continue;
    const path = `${folder}/${name}`;
    const { mtime } = await Deno.lstat(path);
    const old = mtime !== null && Date.now() - mtime.getTime() > LEFT_MS;
    // A process of another container may have that number, too, and be there.
    if (old && !isThere(Number(owner))) await Deno.remove(path);
  }
}

/** Asked without /proc, which not every system has, and which Deno keeps from a program that may not do everything. */
function isThere(pid: number): boolean {
  try {
    Deno.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

async function isOurs(folder: string): Promise<boolean> {
  try {
    const { isDirectory, uid, mode } = await Deno.lstat(folder);
    return isDirectory && uid === Deno.uid() && ((mode ?? 0) & 0o077) === 0;
  } catch {
    return false;
  }
}
