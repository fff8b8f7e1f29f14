// Module archive (community.general): an archive of files of the host, or one file compressed.
import type { ModuleDoc } from "../ports/module.ts";
import { archivePlan } from "./archives/archive_plan.ts";
import { type ArchiveFacts, probeArchiving } from "./archives/archive_probe.ts";
import { ATTRIBUTE_PARAMETERS, ATTRIBUTE_RETURNS } from "./files/attributes.ts";
import { planned, type PlannedModule } from "./frame/planned.ts";
import { concludePath, reportPath } from "./files/write_file.ts";

const doc: ModuleDoc = {
  name: "archive",
  summary: "Makes an archive of files and folders of the host, or compresses one file",
  parameters: {
    path: { type: "list", elements: "path", description: "Files, folders and patterns (* and ?).", required: true },
    format: {
      type: "str",
      description: "How to compress. gz, bz2 and xz of several files are a compressed tar.",
      default: "gz",
      choices: ["bz2", "gz", "tar", "xz", "zip"],
    },
    dest: { type: "path", description: "The archive; for a single file its name and the format's is the default." },
    exclude_path: {
      type: "list",
      elements: "path",
      description: "Files, folders and patterns to leave out of path.",
      default: [],
    },
    exclusion_patterns: {
      type: "list",
      elements: "path",
      description: "Patterns of names in the archive (for zip: of whole paths) to leave out; * stands for slashes too.",
    },
    force_archive: { type: "bool", description: "Make an archive of a single file too.", default: false },
    remove: { type: "bool", description: "Remove what was archived, once the archive is in place.", default: false },
    ...ATTRIBUTE_PARAMETERS,
  },
  returns: {
    archived: "What is in the archive, as paths",
    dest: "The archive",
    dest_state: "archive, compress (one file), incomplete (something is missing), or absent",
    missing: "Paths that are not there",
    arcroot: "The folder that names in the archive are below",
    expanded_paths: "Paths, patterns expanded",
    expanded_exclude_paths: "The same of exclude_path",
    ...ATTRIBUTE_RETURNS,
    state: "file",
  },
  example: `- name: Keep a copy of the site
  community.general.archive:
    path: /srv/www
    dest: /var/backups/www.tar.gz
    exclusion_patterns: ["*/cache/*"]
`,
  notes: [
    "An archive that holds the same files with the same content, times, modes and owners is left as it is (zip: the same content).",
    "The host needs GNU tar, or zip and unzip, and the program of the format.",
    "With remove, what was left out of the archive stays, and so do its folders.",
  ],
};

/** The module `archive`. */
export function archiveModule(): PlannedModule<ArchiveFacts> {
  return planned<ArchiveFacts>({
    doc,
    probe: probeArchiving,
    plan: archivePlan,
    report: reportPath,
    conclude: concludePath,
  });
}
