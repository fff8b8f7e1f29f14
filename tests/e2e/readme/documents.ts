// The pages of the documentation: README and what lies in docs/.
import { type Block, blocksIn } from "./shown.ts";

const ROOT = new URL("../../../", import.meta.url);

/** Each page's text by its path, README first. */
export async function documents(): Promise<Map<string, string>> {
  const docs = await Array.fromAsync(Deno.readDir(new URL("docs/", ROOT)), ({ name }) => `docs/${name}`);
  const pages = ["README.md", ...docs.filter((path) => path.endsWith(".md")).sort()];
  return new Map(await Promise.all(pages.map(async (path): Promise<[string, string]> => [path, await text(path)])));
}

/** The blocks of a page that run on a stage, in order. */
export async function blocksOf(page: string, stage: string): Promise<Block[]> {
  return blocksIn(page, await text(page)).filter((block) => block.stage === stage);
}

async function text(path: string): Promise<string> {
  return await Deno.readTextFile(new URL(path, ROOT));
}
