// Tests of the controller's files.
import { TemplateError } from "../../model/errors.ts";
import { asText } from "../coerce.ts";
import type { Controller } from "../controller.ts";
import { localPath, realPath } from "../local_path.ts";
import type { Operand } from "../operand.ts";
import { type Test, test, type Tests } from "./definition.ts";

const directory = looking((path, { files }) => files.kind(path) === "directory");
const file = looking((path, { files }) => files.kind(path) === "file");
const link = looking((path, controller) => isLink(path, controller));
const abs = test([], (value) => asText(value, "The path").startsWith("/"));
const sameFile = test(["other"], (value, [other = null], caller) => {
  const controller = caller.controller("The test 'same_file'");
  const [left, right] = [value, other].map((path) => realPath(controller, asText(path, "The path")));
  for (const path of [left, right]) {
    if (controller.files.kind(path ?? "") === undefined) throw new TemplateError(`There is no file ${path}`);
  }
  return left === right;
});
const mount = test([], (): boolean => {
  throw new TemplateError("The test 'mount' is not supported: look through ansible_facts.mounts");
});

/** File tests by name. */
export const FILE_TESTS: Tests = {
  directory,
  is_dir: directory,
  file,
  is_file: file,
  link,
  is_link: link,
  exists: looking((path, { files }) => files.kind(path) !== undefined),
  link_exists: looking((path, controller) => controller.files.kind(path) !== undefined || isLink(path, controller)),
  abs,
  is_abs: abs,
  same_file: sameFile,
  is_same_file: sameFile,
  mount,
  is_mount: mount,
};

function looking(holds: (path: string, controller: Controller) => boolean): Test {
  return test([], (value: Operand, _, caller) => {
    const controller = caller.controller("A test of files");
    return holds(localPath(controller, asText(value, "The path")), controller);
  });
}

function isLink(path: string, { files }: Controller): boolean {
  if (files.link === undefined) throw new TemplateError("Links cannot be told from files here");
  return files.link(path);
}
