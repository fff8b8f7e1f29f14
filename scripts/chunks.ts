// Many files that esbuild split off become one: each is a function in it, which is read and run when something first asks for it.
//
// V8 keeps what it compiled of a file from start to start, of functions it has not read yet next to nothing: of 3 MB 0.5 MB are
// left to be fetched, and --version takes 35 ms of a processor instead of 50.

/** A file, taken apart. Names: as they are called elsewhere, as they are called here. */
interface Chunk {
  imports: { from: string; names: Named[] }[];
  /** `const … = await import(…)` at its top: what is on the left, and the file. */
  awaited: { left: string; from: string }[];
  exports: Named[];
  body: string;
  /** It waits at its top until a pack is unpacked (late_packages.ts): it stays as it is. */
  waits: boolean;
  /** What it is called in the one file. */
  name: string;
}

interface Named {
  there: string;
  here: string;
}

export interface Stitching {
  /** What the program begins with; it stays at the top. */
  main: string;
  /** Files, by what they were split off for, whose functions V8 is to read at once, and all that they import. */
  eager: readonly string[];
  /** Modules of node: that are loaded at the top, by every start; any other with the first file that asks for it. */
  hoisted: readonly string[];
  /** Makes a text smaller, and spares the names at its top. */
  shorten(text: string): Promise<string>;
}

export interface Stitched {
  /** Imports, and all chunks but the first. */
  chunks: string;
  /** The first, not shortened yet: it may wait at its top. */
  main: string;
}

/** Puts files, by name, into one. Throws for what would mean something else in a function. */
export async function stitched(
  files: ReadonlyMap<string, string>,
  { main, eager, hoisted, shorten }: Stitching,
): Promise<Stitched> {
  const chunks = inOrder(files, main);
  const isForeign = (from: string) => !isLocal(from) && !hoisted.includes(from);
  const isAsync = (file: string): boolean => {
    const { waits, awaited, imports } = at(chunks, file);
    return waits || awaited.length > 0 ||
      imports.some(({ from }) => isLocal(from) ? isAsync(plain(from)) : isForeign(from));
  };
  const soon = closure(chunks, [main, ...[...chunks.keys()].filter((file) => eager.includes(purpose(file)))]);
  for (const each of eager) {
    if (![...chunks.keys()].some((file) => purpose(file) === each)) {
      throw new Error(`No file was split off for ${each}`);
    }
  }
  for (const { imports } of [...soon].map((file) => at(chunks, file))) {
    const foreign = imports.find(({ from }) => isForeign(from));
    if (foreign === undefined) continue;
    throw new Error(`Every start would load ${foreign.from}: import it where it is needed, or give it a stand-in`);
  }
  const tops = new Map<string, Set<string>>(hoisted.map((from) => [from, new Set()]));
  const parts: string[] = [];
  let beginning = "";
  for (const [file, chunk] of chunks) {
    if (!chunk.waits) await demandConstant(file, chunk, shorten);
    const body = chunk.body.replaceAll(LATER, (_, to) => `Promise.resolve().then(${at(chunks, to).name})`);
    const heads = chunk.imports.map(({ from, names }) => {
      if (isLocal(from)) {
        return taking(names, `${isAsync(plain(from)) ? "await " : ""}${at(chunks, plain(from)).name}()`);
      }
      const top = tops.get(from);
      if (top === undefined) return taking(names, `await import("${from}")`);
      const renamed = names.filter(({ there, here }) => (top.add(there), there !== here));
      return renamed.map(({ there, here }) => `const ${here}=${there};`).join("");
    });
    const awaited = chunk.awaited.map(({ left, from }) => `const ${left}=await ${at(chunks, from).name}();`);
    // What begins the program is the caller's to shorten: it waits for all else.
    const small = file === main || chunk.waits ? body : (await shorten(body)).trim();
    const head = [...heads, ...awaited].filter((line) => line !== "").join("\n");
    if (file === main) beginning = `${head}\n${small}`;
    else parts.push(asFunction(chunk, `${head}\n${small}`, { awaits: isAsync(file), soon: soon.has(file) }));
  }
  const imports = [...tops].map(([from, names]) => `import{${[...names].join(",")}}from"${from}";`);
  return { chunks: [...imports, ...parts].join("\n"), main: beginning };
}

const LATER = /\bimport\("\.\/([\w-]+\.js)"\)/g;

/** In the order in which they are first named: names of files and their order in a folder are made of hashes. */
function inOrder(files: ReadonlyMap<string, string>, main: string): Map<string, Chunk> {
  const chunks = new Map<string, Chunk>();
  const visit = (file: string) => {
    if (chunks.has(file)) return;
    const text = files.get(file);
    if (text === undefined) throw new Error(`${file} was not split off`);
    const chunk = takenApart(file, text, `part$${chunks.size}${purpose(file).replaceAll(/\W/g, "_")}`);
    chunks.set(file, chunk);
    const local = chunk.imports.map(({ from }) => from).filter(isLocal).map(plain);
    for (const next of [...local, ...chunk.awaited.map(({ from }) => from)]) visit(next);
    for (const [, next] of chunk.body.matchAll(LATER)) visit(next!);
  };
  visit(main);
  return chunks;
}

const IMPORT = /^\s*(?:\/\/[^\n]*\n\s*)*import\s*(?:\{([^}]*)\}\s*from\s*)?"([^"]+)";\n?/;
const AWAITED = /^var (\{[^}]*\}|[\w$]+) = await import\("\.\/([\w-]+\.js)"\);$/gm;
const EXPORT = /^export \{([^}]*)\};\s*$/;

/** As esbuild writes files, not minified. */
function takenApart(file: string, text: string, name: string): Chunk {
  const imports: Chunk["imports"] = [];
  let body = text;
  for (let found = IMPORT.exec(body); found !== null; found = IMPORT.exec(body)) {
    imports.push({ from: found[2]!, names: named(found[1] ?? "") });
    body = body.slice(found[0].length);
  }
  if (/^\s*import\b[^("]*"/.test(body)) {
    throw new Error(`${file} imports in a way that is not known here: ${body.slice(0, 80)}`);
  }
  const awaited: Chunk["awaited"] = [];
  body = body.replaceAll(AWAITED, (_, left: string, from: string) => {
    awaited.push({ left: left.replaceAll(/\s+as\s+/g, ":"), from });
    return "";
  });
  const last = `\n${body}`.lastIndexOf("\nexport {");
  const found = last < 0 ? null : EXPORT.exec(body.slice(last));
  if (found !== null) body = body.slice(0, last);
  if (body.includes("part$")) throw new Error(`${file} calls something part$, as chunks are called`);
  // What is exported stands the other way round: as it is called here, as it is called there.
  const exports = named(found?.[1] ?? "").map(({ there, here }) => ({ there: here, here: there }));
  const waits = /^var [\w$]+ = await late\(\);$/m.test(body);
  return { imports, awaited, exports, body, waits, name };
}

function named(list: string): Named[] {
  return list.split(",").map((each) => each.trim()).filter((each) => each !== "").map((each) => {
    const [there = "", here = there] = each.split(/\s+as\s+/);
    return { there, here };
  });
}

function taking(names: readonly Named[], from: string): string {
  const list = names.map(({ there, here }) => there === here ? there : `${there}:${here}`);
  return list.length === 0 ? `${from};` : `const{${list.join(",")}}=${from};`;
}

/** Its text runs once. V8 reads a function in parentheses at once, and keeps what it has read. */
function asFunction(
  { name, exports }: Chunk,
  body: string,
  { awaits, soon }: { awaits: boolean; soon: boolean },
): string {
  const all = `{${exports.map(({ there, here }) => there === here ? there : `${there}:${here}`).join(",")}}`;
  if (awaits) return `let ${name}$;function ${name}(){return ${name}$??=(async()=>{${body}\nreturn${all}})()}`;
  const inside = `(){if(${name}$)return ${name}$;\n${body}\nreturn ${name}$=${all}}`;
  return soon ? `let ${name}$;const ${name}=(function ${name}${inside});` : `let ${name}$;function ${name}${inside}`;
}

/**
 * What is handed from chunk to chunk is handed over once: a variable that its own file changes later would stay as it was. esbuild
 * refuses to change a constant.
 */
async function demandConstant(file: string, { exports, body }: Chunk, shorten: Stitching["shorten"]): Promise<void> {
  const names = new Set(exports.map(({ here }) => here));
  const unset = [...names].filter((name) =>
    new RegExp(`^(?:var|let) ${name.replaceAll("$", "\\$")};$`, "m").test(body)
  );
  if (unset.length > 0) throw new Error(`${file} hands on what it sets later: ${unset.join(", ")}`);
  await shorten(
    body.replaceAll(/^(?:var|let) ([\w$]+) = /gm, (found, name) => names.has(name) ? `const ${name} = ` : found),
  );
}

/** Files and all that they import. */
function closure(chunks: ReadonlyMap<string, Chunk>, files: readonly string[]): Set<string> {
  const all = new Set<string>();
  const visit = (file: string) => {
    if (all.has(file)) return;
    all.add(file);
    for (const { from } of at(chunks, file).imports) if (isLocal(from)) visit(plain(from));
  };
  files.forEach(visit);
  return all;
}

function at(chunks: ReadonlyMap<string, Chunk>, file: string): Chunk {
  const chunk = chunks.get(file);
  if (chunk === undefined) throw new Error(`${file} was not split off`);
  return chunk;
}

const isLocal = (from: string) => from.startsWith("./");
const plain = (from: string) => from.slice("./".length);

/** What a file was split off for: `status` of status-12-JEDA5EOV.js; empty for what several share. */
function purpose(file: string): string {
  const name = file.replace(/(?:-\d+)?(?:-[A-Z0-9]{8})?\.js$/, "");
  return name === "chunk" ? "" : name;
}
