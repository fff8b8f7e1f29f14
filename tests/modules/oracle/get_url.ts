// Scenarios of get_url. GOOD and BAD are servers on the loopback.
import { WebServer } from "../web_server.ts";
import type { Scenario, Suite } from "./scenario.ts";

const FILE = ["mode", "owner", "group", "uid", "gid", "state", "size"];
const KEYS = ["msg", "status_code", "url", "dest", "checksum_src", "checksum_dest", "md5sum", ...FILE];
/** Checksums of `of a file\n` and `binary\n`. */
const SHA1 = "ad1e7d380028d005ee2d5e8bca74c5e6fa98d966";
const TEXT = "07d8f2470bf5fcf6c1cfadd2db7d006ba296107c1b25afa74fb7d78675f974cb";
const BINARY = "58eaf5a78d580f5dbd49d31a5b733094169b31bfdf49055b74bcac2877d8f58c";
const kept = "a checksum is looked at before the file is put in place";

const scenarios: Scenario[] = [
  { name: "get_url downloads", params: { url: "GOOD/files/a%20b.txt", dest: "@/f" } },
  {
    name: "get_url sets attributes",
    params: { url: "GOOD/files/a%20b.txt", dest: "@/f", mode: "0640", owner: "daemon", group: "sys" },
  },
  { name: "get_url takes symbols for a mode", params: { url: "GOOD/text", dest: "@/f", mode: "u=rwx,g=rx,o=" } },
  { name: "get_url downloads an empty file", params: { url: "GOOD/files/empty", dest: "@/f" } },
  { name: "get_url downloads any bytes", params: { url: "GOOD/binary", dest: "@/f" } },
  {
    name: "get_url unpacks what was packed on the way",
    params: { url: "GOOD/gzip", dest: "@/f" },
    alike: ["dest", ...FILE],
  },
  {
    name: "get_url leaves it packed",
    params: { url: "GOOD/gzip", dest: "@/f", decompress: false },
    alike: ["dest", "checksum_src"],
  },
  {
    name: "get_url replaces a file",
    before: "echo old >f; chmod 604 f; chown 1:2 f",
    params: { url: "GOOD/text", dest: "@/f" },
  },
  {
    name: "get_url keeps a copy",
    before: "echo old >f",
    params: { url: "GOOD/text", dest: "@/f", backup: true },
    alike: [...KEYS, "backup_file"],
  },
  {
    name: "get_url leaves what is the same",
    before: "printf 'of a file\\n' >f; touch -d 2001-01-01 f",
    differs: { why: "check mode compares what would come, Ansible an empty file", check: { changed: false } },
    params: { url: "GOOD/files/a%20b.txt", dest: "@/f" },
  },
  {
    name: "get_url leaves what is newer than the server's",
    before: "echo mine >f",
    params: { url: "GOOD/files/a%20b.txt", dest: "@/f" },
  },
  {
    name: "get_url takes what is newer than the file",
    before: "echo mine >f; touch -d 2001-01-01 f",
    params: { url: "GOOD/files/a%20b.txt", dest: "@/f" },
  },
  {
    name: "get_url takes it by force",
    before: "echo mine >f",
    params: { url: "GOOD/files/a%20b.txt", dest: "@/f", force: true },
  },
  {
    name: "get_url sets the mode of a file that is newer",
    before: "echo mine >f; chmod 600 f",
    params: { url: "GOOD/files/a%20b.txt", dest: "@/f", mode: "0644" },
    differs: {
      why: "attributes are seen to whatever the server says; Ansible forgets them after a 304",
      run: { changed: true, mode: "0644" },
      again: { mode: "0644" },
      check: { changed: true },
      tree: true,
    },
  },
  { name: "get_url names it in a folder", before: "mkdir d", params: { url: "GOOD/files/named?x=1", dest: "@/d" } },
  { name: "get_url names it by its URL", before: "mkdir d", params: { url: "GOOD/files/a.bin?x=/y", dest: "@/d/" } },
  {
    name: "get_url names it after a redirect",
    before: "mkdir d",
    params: { url: "GOOD/redirect/302/files/a.bin", dest: "@/d" },
  },
  {
    name: "get_url misses a folder",
    params: { url: "GOOD/text", dest: "@/no/f" },
    alike: ["msg", "dest"],
    blind: "another task may make the folder",
    differs: {
      why: "a dry run does not ask for the folder: another task may make it",
      check: { changed: true, failed: false },
    },
  },
  {
    name: "get_url is refused",
    params: { url: "GOOD/status/404", dest: "@/f" },
    alike: ["msg", "status_code", "response", "url", "dest"],
  },
  {
    name: "get_url is refused where a file is",
    before: "echo mine >f",
    params: { url: "GOOD/status/500", dest: "@/f" },
    alike: ["msg", "status_code", "response"],
  },
  { name: "get_url takes nothing but 200", params: { url: "GOOD/status/204", dest: "@/f" }, alike: ["failed"] },
  { name: "get_url finds nobody", params: { url: "http://127.0.0.1:1/x", dest: "@/f" }, alike: ["url", "dest"] },
  { name: "get_url is hung up on", params: { url: "BAD/hangup", dest: "@/f" }, alike: ["url", "dest", "msg"] },
  {
    name: "get_url does not take half a file",
    before: "echo mine >f",
    params: { url: "BAD/cut", dest: "@/f", force: true },
    alike: [],
    differs: {
      why: "Ansible takes what has come for the whole",
      check: { failed: true, changed: false },
      run: { failed: true, changed: false },
      again: { failed: true },
      tree: true,
    },
  },
  { name: "get_url verifies a checksum", params: { url: "GOOD/files/a%20b.txt", dest: "@/f", checksum: "sha1:SUM1" } },
  {
    name: "get_url verifies others",
    params: { url: "GOOD/files/a%20b.txt", dest: "@/f", checksum: "SHA256" },
  },
  {
    name: "get_url verifies by a list",
    params: { url: "GOOD/files/a.bin", dest: "@/f", checksum: "sha256:GOOD/files/SUMS" },
  },
  {
    name: "get_url verifies by a lone checksum",
    params: { url: "GOOD/files/a.bin", dest: "@/f", checksum: "sha256:GOOD/files/a.bin.sha256" },
  },
  {
    name: "get_url is not in the list",
    params: { url: "GOOD/files/other", dest: "@/f", checksum: "sha256:GOOD/files/SUMS" },
    alike: ["msg"],
  },
  {
    name: "get_url has no list",
    params: { url: "GOOD/files/a.bin", dest: "@/f", checksum: "sha256:GOOD/files/none" },
    alike: ["msg", "status_code"],
  },
  {
    name: "get_url refuses what has another checksum",
    params: { url: "GOOD/files/a%20b.txt", dest: "@/f", checksum: "sha1:abcdef" },
    alike: ["msg"],
    differs: {
      why: kept,
      check: { failed: true, changed: false },
      run: { changed: false },
      again: { changed: false },
    },
  },
  {
    name: "get_url keeps the old file where the new one has another checksum",
    before: "echo mine >f",
    params: { url: "GOOD/files/a%20b.txt", dest: "@/f", checksum: "sha1:abcdef" },
    alike: ["msg"],
    differs: {
      why: kept,
      check: { failed: true, changed: false },
      run: { changed: false },
      again: { changed: false },
      tree: true,
    },
  },
  {
    name: "get_url asks nobody where the checksum is right",
    before: "printf 'of a file\\n' >f",
    params: { url: "http://127.0.0.1:1/x", dest: "@/f", checksum: "sha1:SUM1" },
  },
  {
    name: "get_url sets attributes where the checksum is right",
    before: "printf 'of a file\\n' >f; chmod 600 f",
    params: { url: "http://127.0.0.1:1/x", dest: "@/f", checksum: "sha1:SUM1", mode: "0644" },
  },
  {
    name: "get_url asks where the checksum is wrong",
    before: "echo mine >f",
    params: { url: "GOOD/files/a%20b.txt", dest: "@/f", checksum: "sha1:SUM1" },
  },
  {
    name: "get_url refuses a checksum without an algorithm",
    params: { url: "GOOD/text", dest: "@/f", checksum: "abcdef" },
    alike: ["msg"],
  },
  {
    name: "get_url refuses a checksum that is none",
    params: { url: "GOOD/text", dest: "@/f", checksum: "sha1:xyz" },
    alike: ["msg"],
  },
  {
    name: "get_url copies a file of the host",
    before: "echo here >g",
    params: { url: "file://@/g", dest: "@/f" },
    alike: ["dest", "checksum_src", "status_code", "msg", ...FILE],
  },
  {
    name: "get_url downloads elsewhere first",
    before: "mkdir t",
    params: { url: "GOOD/text", dest: "@/f", tmp_dest: "@/t" },
  },
  {
    name: "get_url misses the other place",
    params: { url: "GOOD/text", dest: "@/f", tmp_dest: "@/t" },
    alike: ["msg"],
  },
  {
    name: "get_url has no use for a file there",
    before: "touch t",
    params: { url: "GOOD/text", dest: "@/f", tmp_dest: "@/t" },
    alike: ["msg"],
  },
  {
    name: "get_url logs in",
    params: { url: "GOOD/basic", dest: "@/f", username: "ann", password: 'pa:ss "w\\d', headers: { "X-A": "b" } },
  },
  {
    name: "get_url is not let in",
    params: { url: "GOOD/basic", dest: "@/f", username: "ann", password: "wrong" },
    alike: ["msg", "status_code"],
  },
  { name: "get_url replaces a link", before: "echo old >t; ln -s t f", params: { url: "GOOD/text", dest: "@/f" } },
  {
    name: "get_url leaves a link to what is right",
    before: "printf 'of a file\\n' >t; touch -d 2001-01-01 t; ln -s t f",
    differs: { why: "check mode compares what would come, Ansible an empty file", check: { changed: false } },
    params: { url: "GOOD/files/a%20b.txt", dest: "@/f" },
  },
];

/** What get_url is asked. */
export const suite: Suite = {
  atLeast: 90,
  alike: KEYS,
  programs: ["curl"],
  scenarios: scenarios.map((scenario) => ({
    ...scenario,
    guessed: ["elapsed", "src", "backup_file"],
    blind: scenario.blind ?? "",
  })).map(({ blind, ...scenario }) => blind === "" ? scenario : { ...scenario, blind }),
  open() {
    const server = WebServer.open();
    server.put("a b.txt", "of a file\n");
    server.put("a.bin", "binary\n");
    server.put("empty", "");
    server.put("other", "other\n");
    server.put("named", "named\n", { "content-disposition": 'attachment; filename="given name.txt"' });
    const sums = "0000  ./b.bin\n6ad3f9b1a0c1d1bdb1b6b8a1a0a0a0a0  x/a.bin\nBINARY *a.bin\n";
    server.put("SUMS", sums.replace("BINARY", BINARY));
    server.put("a.bin.sha256", `${BINARY}\n`);
    const words = { GOOD: server.url, BAD: server.bad, SUM1: SHA1, SHA256: `sha256:${TEXT}` };
    return Promise.resolve({ words, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() });
  },
};
