// The document of module get_url: what it takes and returns.
import type { ModuleDoc } from "../../ports/module.ts";
import { ATTRIBUTE_PARAMETERS, ATTRIBUTE_RETURNS } from "../files/attributes.ts";
import { HTTP_PARAMETERS } from "./request.ts";

/** Parameters and returns of get_url. */
export const getUrlDoc: ModuleDoc = {
  name: "get_url",
  summary: "Downloads a file from a server to the host",
  parameters: {
    url: { type: "str", description: "Where it is: http, https, ftp or file.", required: true },
    dest: {
      type: "path",
      description: "File to write; in a folder it gets the name that the server gives.",
      required: true,
    },
    tmp_dest: { type: "path", description: "Folder of the host to download to, before the file is put in place." },
    force: {
      type: "bool",
      description: "Download also where the file is there and no older than the server's, or has the checksum.",
      default: false,
    },
    backup: { type: "bool", description: "Keep the old file beside it, with the time in its name.", default: false },
    checksum: {
      type: "str",
      description: "ALGORITHM:DIGITS that the file must have, or ALGORITHM:URL of a list that names it.",
      default: "",
    },
    timeout: { type: "int", description: "Seconds to connect, and to wait for more.", default: 10 },
    url_username: { type: "str", description: "User, for Basic or Digest.", aliases: ["username"] },
    url_password: { type: "str", description: "Password.", aliases: ["password"] },
    ...HTTP_PARAMETERS,
    ...ATTRIBUTE_PARAMETERS,
  },
  returns: {
    dest: "The file",
    url: "What was asked for",
    src: "Where the download lay before it was put in place",
    status_code: "The server's status code; null for file and ftp",
    msg: "OK and the length, or what went wrong",
    checksum_src: "SHA-1 of the download",
    checksum_dest: "SHA-1 of the file before, null where there was none",
    md5sum: "MD5 of the download",
    backup_file: "The old file, where one was kept",
    elapsed: "Whole seconds that it took",
    response: "What a server that refused said",
    ...ATTRIBUTE_RETURNS,
    state: "file",
  },
  example: `- name: A release
  get_url:
    url: https://example.com/app-1.2.tar.gz
    dest: /opt/app-1.2.tar.gz
    checksum: sha256:https://example.com/SHA256SUMS
    mode: "0644"
`,
  notes: [
    "The host's own curl downloads; nothing of it goes through the controller but up to 1 MiB for the diff.",
    "A file that has the checksum is not asked for again; one without is asked for only if it is newer than the file.",
    "The checksum is looked at before the file is put in place: a wrong download leaves the old file.",
  ],
};
