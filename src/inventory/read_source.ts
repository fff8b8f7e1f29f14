// One source of an inventory: in which of the formats it is written, and what is wrong where it is in none.
import { InputError } from "../model/errors.ts";
import type { Files } from "../ports/files.ts";
import { demandOpen, unquoted } from "../templates/vaulted_text.ts";
import { type Data, readData } from "./data_text.ts";
import type { Groups } from "./groups.ts";
import { splitPort } from "./host_address.ts";
import { readIni } from "./read_ini.ts";
import { readOutput } from "./read_output.ts";
import { readGroups } from "./read_yaml.ts";
import { isProgram, scriptOutput } from "./scripts.ts";
import { extensionOf, filesOf, isHostList } from "./source_files.ts";

/** Reads a source into groups. Throws InputError where it is not there, or where one of its files is in no format that we read. */
export function readSource(source: string, files: Files, groups: Groups): void {
  if (isHostList(source, files)) return readHostList(source, groups);
  if (files.kind(source) === undefined) {
    throw new InputError(
      `There is no inventory ${source}: name a file, a folder or a program, or hosts with a comma ("web1,web2", or "web1," for one)`,
      { file: source },
    );
  }
  const paths = filesOf(source, files);
  if (paths.length === 0) {
    groups.warnings.push(
      `There is no file in ${source} that could be an inventory: in a folder .ini, .cfg, .txt and .md are passed by, as by Ansible; ` +
        "name such a file itself, or take its ending away",
    );
  }
  for (const path of paths) {
    [groups.source, groups.isFile] = [path, true];
    unquoted(path, files, () => readFile(path, files, groups));
  }
}

function readHostList(source: string, groups: Groups): void {
  [groups.source, groups.isFile] = [source, false];
  for (const part of source.split(",").map((each) => each.trim())) {
    // Ranges are names as they are here.
    const { host, port } = part.includes("[") && !/^\[[^[\]]*\](?::|$)/.test(part) ? { host: part } : splitPort(part);
    if (host !== "" && !groups.hosts.has(host)) groups.addHost(host, "ungrouped", port);
  }
}

function readFile(path: string, files: Files, groups: Groups): void {
  if (isProgram(path, files)) return readProgram(path, files, groups);
  const text = files.readText(path);
  demandOpen(text, path);
  const extension = extensionOf(path);
  if (extension === ".toml") {
    throw new InputError(`Inventories in TOML are not read: ${instead(path)}`, { file: path });
  }
  const mistakes = new Map<"yaml" | "ini", InputError>();
  // What begins with a bracket is no mapping, so no group: of a long file in INI that is known without reading it as YAML.
  const isSection = extension === "" && firstLine(text).startsWith("[");
  if (["", ".yaml", ".yml", ".json"].includes(extension) && !isSection) {
    const mistake = attempt(() => {
      const data = readData(text, path);
      refusePlugin(data, path);
      readGroups(data, groups);
    });
    if (mistake === undefined) return;
    mistakes.set("yaml", mistake);
  }
  const mistake = attempt(() => readIni(text, path, groups));
  if (mistake === undefined) return;
  mistakes.set("ini", mistake);
  throw mistakes.get(extension !== "" || looksLikeYaml(text) ? "yaml" : "ini") ?? mistake;
}

/** What a mistake of the format is, so that the next one may be tried. */
function attempt(read: () => void): InputError | undefined {
  try {
    read();
  } catch (error) {
    if (error instanceof InputError && !(error instanceof Refused)) return error;
    throw error;
  }
}

class Refused extends InputError {}

function refusePlugin({ value, place }: Data, path: string): void {
  const plugin = value instanceof Map ? value.get("plugin") : undefined;
  if (!plugin) return;
  throw new Refused(
    `This file is for the inventory plugin ${plugin}, and plugins are not run here: ${instead(path)}`,
    place(["plugin"], "key"),
  );
}

function instead(path: string): string {
  return `write its hosts as YAML (ansible-inventory -i ${path} --list --yaml > hosts.yml does it once), ` +
    `or name a program that prints them each time (a script with ansible-inventory -i ${path} --list in it)`;
}

/** Whether somebody who wrote this had YAML in mind. */
function looksLikeYaml(text: string): boolean {
  return /^(?:---|\{)|^["']?[\w.-]+["']?\s*:(?:\s|$)/.test(firstLine(text));
}

/** The first line that is no comment. */
function firstLine(text: string): string {
  return /^(?:[ \t]*(?:[#;][^\n]*)?\r?\n)*([^\n]*)/.exec(text)?.[1] ?? "";
}

function readProgram(path: string, files: Files, groups: Groups): void {
  const ask = (...args: string[]): string => {
    const output = scriptOutput(path, args);
    if (files.kind(output) !== undefined) return files.readText(output);
    throw new InputError(`The program ${path} was not asked for ${args.join(" ")}`, { file: path });
  };
  readOutput(ask("--list"), path, groups, (host) => ask("--host", host));
}
