// The Python of the controller's Ansible: the one that its programs on PATH are started with.

/** A program of Ansible's on PATH, and the Python that it names; or a Python that may have Ansible. */
export interface FoundPython {
  python: string;
  /** The program that says so; absent: nothing of Ansible's is on PATH. */
  program?: string;
}

/** Bytes of a program that are read: what starts Python stands at the beginning. */
const BEGINNING = 4096;
const PROGRAMS = ["ansible-playbook", "ansible"];
/** A script of a shell that only starts another program, as Homebrew writes them. */
const ONWARD = /^\s*(?:\w+=\S+\s+)*exec\s+["']?(\/[^"'\s]+\/ansible(?:-playbook)?)["']?/m;
/** What pip writes where a path is too long for a first line. */
const LONG = /^'''exec' ["']?([^"'\n]+?)["']? "\$0" "\$@"/m;

/** In the order in which they are to be tried. `path` is as in the environment. */
export async function findPython(path: string): Promise<FoundPython[]> {
  const folders = [...new Set(path.split(":").filter((folder) => folder.startsWith("/")))];
  const found: FoundPython[] = [];
  for (const folder of folders) {
    for (const name of PROGRAMS) {
      const python = await pythonOf(`${folder}/${name}`);
      if (python === undefined || found.some((each) => each.python === python)) continue;
      found.push({ python, program: `${folder}/${name}` });
    }
  }
  return [...found, { python: "python3" }];
}

/** The Python that starts a program; undefined where there is no such file, or it does not say. */
async function pythonOf(program: string, onward = true): Promise<string | undefined> {
  const text = await beginning(program);
  if (text === undefined) return undefined;
  const [, interpreter, argument] = /^#!\s*(\S+)(?:[ \t]+(?:-S[ \t]+)?(\S+))?/.exec(text) ?? [];
  if (interpreter === undefined) return undefined;
  if (/\/python[\d.]*$/.test(interpreter)) return interpreter;
  if (/\/env$/.test(interpreter) && /^python[\d.]*$/.test(argument ?? "")) return argument;
  const long = LONG.exec(text)?.[1];
  if (long !== undefined) return long;
  const target = ONWARD.exec(text)?.[1];
  return target === undefined || !onward ? undefined : await pythonOf(target, false);
}

async function beginning(program: string): Promise<string | undefined> {
  try {
    using file = await Deno.open(program);
    const bytes = new Uint8Array(BEGINNING);
    const read = await file.read(bytes);
    return new TextDecoder().decode(bytes.subarray(0, read ?? 0));
  } catch {
    // Not there, or not for us.
    return undefined;
  }
}
