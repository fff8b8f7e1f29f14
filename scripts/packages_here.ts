// The packages of this project as they lie in Deno's cache: licences, where they come from, and which of them are in the program.
import type { Lock } from "./audit_lock.ts";
import { deno, ROOT } from "./deno.ts";

/** One package of deno.lock. */
export interface PackageHere {
  /** Its key in deno.lock. */
  id: string;
  name: string;
  version: string;
  /** `sha512-` and base64, as in deno.lock. */
  integrity: string;
  /** Keys of those that it asks for. */
  dependencies: string[];
  /** deno.json names it. */
  direct: boolean;
  /** Whether the program has it, and so the bundle; else only tests and scripts do. */
  inProgram: boolean;
  /** An SPDX expression; undefined where its package.json says none, or where it is for another system and was not downloaded. */
  licence: string | undefined;
  author: string | undefined;
  repository: string | undefined;
  /** The text of its licence file, and of its NOTICE. */
  texts: string[];
  /** It is for another system, and not downloaded here. */
  elsewhere: boolean;
}

interface Info {
  modules: { npmPackage?: string }[];
  npmPackages: { [id: string]: { name: string; version: string; dependencies: string[]; localPath: string } };
}

/** All of them, in the lock's order. Downloads what is not there yet. Throws where deno does not end well. */
export async function packagesHere(): Promise<PackageHere[]> {
  await deno("install", "--frozen", "--quiet");
  const { modules, npmPackages } = JSON.parse(await deno("info", "--frozen", "--json", "main.ts")) as Info;
  const lock = JSON.parse(await Deno.readTextFile(`${ROOT}deno.lock`)) as Lock;
  const { imports } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`)) as {
    imports: Record<string, string>;
  };
  const direct = new Set(Object.values(imports));
  const inProgram = reached(modules.flatMap(({ npmPackage }) => npmPackage ?? []), npmPackages);
  const all = Object.entries(npmPackages).sort(([a], [b]) => a < b ? -1 : 1);
  return await Promise.all(all.map(async ([id, { name, version, dependencies, localPath }]) => {
    const described = await textOf(`${localPath}/package.json`);
    const about = JSON.parse(described ?? "{}") as { [key: string]: unknown };
    return {
      ...{
        id,
        name,
        version,
        dependencies,
        direct: direct.has(`npm:${name}@${version}`),
        inProgram: inProgram.has(id),
        elsewhere: described === undefined,
      },
      integrity: lock.npm?.[id]?.integrity ?? "",
      licence: typeof about["license"] === "string" ? about["license"] : undefined,
      author: nameIn(about["author"]),
      repository: addressIn(about["repository"]),
      texts: described === undefined ? [] : await licencesIn(localPath),
    };
  }));
}

function reached(from: readonly string[], packages: Info["npmPackages"]): Set<string> {
  const found = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...packages[id]?.dependencies ?? []);
  }
  return found;
}

async function licencesIn(folder: string): Promise<string[]> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  const texts = names.filter((name) => /^(licen[cs]e|copying|notice)([.-]|$)/i.test(name)).sort();
  return await Promise.all(texts.map(async (name) => (await Deno.readTextFile(`${folder}/${name}`)).trim()));
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function nameIn(author: unknown): string | undefined {
  return typeof author === "string" ? author : (author as { name?: string } | undefined)?.name;
}

function addressIn(repository: unknown): string | undefined {
  const url = typeof repository === "string" ? repository : (repository as { url?: string } | undefined)?.url;
  return url?.replace(/^git\+/, "").replace(/\.git$/, "");
}
