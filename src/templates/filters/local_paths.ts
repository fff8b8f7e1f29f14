// Filters that look at the controller's files and environment, and those on Windows' paths.
import { strip } from "../characters.ts";
import { asText } from "../coerce.ts";
import { isGlob } from "../glob_match.ts";
import { expandUser, localPath, realPath } from "../local_path.ts";
import { filesMatching } from "../matching_files.ts";
import { Tuple } from "../value.ts";
import { filter, type Filters } from "./definition.ts";

/** Path filters by name. */
export const LOCAL_PATHS: Filters = {
  expanduser: filter(
    [],
    (value, _, caller) => expandUser(caller.controller("expanduser()"), asText(value, "expanduser()")),
  ),
  expandvars: filter([], (value, _, caller) => {
    const { files } = caller.controller("expandvars()");
    return asText(value, "expandvars()")
      .replace(
        /\$(?:([A-Za-z0-9_]+)|\{([^}]*)\})/g,
        (whole, bare?: string, braced?: string) => files.env(bare ?? braced ?? "") ?? whole,
      );
  }),
  realpath: filter([], (value, _, caller) => realPath(caller.controller("realpath()"), asText(value, "realpath()"))),
  fileglob: filter([], (value, _, caller) => {
    const controller = caller.controller("fileglob()");
    const pattern = asText(value, "fileglob()");
    if (!isGlob(pattern)) return controller.files.kind(localPath(controller, pattern)) === "file" ? [pattern] : [];
    const cut = pattern.startsWith("/") ? 0 : localPath(controller, "").length;
    return filesMatching(controller.files, localPath(controller, pattern)).map((path) => path.slice(cut));
  }),
  win_basename: filter([], (value) => windowsParts(asText(value, "win_basename()")).base),
  win_dirname: filter([], (value) => {
    const { drive, folder } = windowsParts(asText(value, "win_dirname()"));
    return drive + (/^[\\/]*$/.test(folder) ? folder : strip(folder, "\\/", "right"));
  }),
  win_splitdrive: filter([], (value) => {
    const text = asText(value, "win_splitdrive()");
    const { drive } = windowsParts(text);
    return Tuple.holding([drive, text.slice(drive.length)]);
  }),
};

// A drive is a letter with a colon, or `\\host\share`.
function windowsParts(path: string): { drive: string; folder: string; base: string } {
  const drive = /^(?:[\\/]{2}[^\\/]+[\\/][^\\/]+|[^\\/]:)/.exec(path)?.[0] ?? "";
  const rest = path.slice(drive.length);
  const cut = Math.max(rest.lastIndexOf("\\"), rest.lastIndexOf("/")) + 1;
  return { drive, folder: rest.slice(0, cut), base: rest.slice(cut) };
}
