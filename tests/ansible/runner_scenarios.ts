// Calls of modules that nothing of ours does, for the comparison with Ansible's own executor.
import type { JsonObject } from "../../src/model/json.ts";
import type { Scenario } from "../modules/oracle/scenario.ts";

interface Collected {
  scenario: Scenario;
  module: string;
  keys: string[];
}

function call(
  module: string,
  name: string,
  params: JsonObject,
  more: { before?: string; keys?: string[] } = {},
): Collected {
  const { before, keys = ["msg"] } = more;
  return { module, keys, scenario: { name, params, ...(before === undefined ? {} : { before }) } };
}

const XML = `printf '<a><b n="1">x</b></a>\\n' >x.xml`;

/** Each is made in a folder of its own. */
export const COLLECTIONS: Collected[] = [
  call("community.general.read_csv", "a file", { path: "@/x.csv" }, {
    before: "printf 'a,b\\n1,2\\n' >x.csv",
    keys: ["list", "dict"],
  }),
  call("community.general.read_csv", "a key that is twice there", { path: "@/x.csv", key: "a" }, {
    before: "printf 'a,b\\n1,2\\n1,3\\n' >x.csv",
  }),
  call("community.general.read_csv", "no file", { path: "@/none" }),
  call("community.general.filesize", "a new file", { path: "@/f", size: "10k" }, {
    keys: ["size_diff", "filesize.bytes"],
  }),
  call("community.general.filesize", "one that is too long", { path: "@/f", size: 3 }, {
    before: "printf 12345 >f",
    keys: ["size_diff", "filesize.bytes"],
  }),
  call("community.general.git_config", "a value in a file", {
    name: "user.name",
    value: "Ann O'x",
    file: "@/config",
    scope: "file",
  }, { keys: ["msg", "config_value"] }),
  call("community.general.git_config", "no scope", { name: "user.name", value: "x", scope: "odd" }),
  call("community.general.xml", "without its library, or with it", { path: "@/x.xml", xpath: "/a/b", value: "y" }, {
    before: XML,
  }),
  call("community.general.sefcontext", "a missing parameter", { state: "present" }),
  call("community.general.htpasswd", "without its library, or with it", { path: "@/p", name: "ann", state: "absent" }),
  call("community.general.kernel_blacklist", "a new one", { name: "nouveau", blacklist_file: "@/list" }, {
    before: "touch list",
  }),
  call("community.general.kernel_blacklist", "one that is there", {
    name: "nouveau",
    blacklist_file: "@/list",
    state: "absent",
  }, {
    before: "printf 'blacklist nouveau\\nblacklist x\\n' >list",
  }),
  call("community.general.pids", "none", { name: "no-such-program" }),
  call("community.general.java_cert", "a missing parameter", { cert_alias: "x" }),
  call("community.crypto.openssl_privatekey_info", "no key", { content: "none" }),
  call("ansible.builtin.debconf", "a missing parameter", { question: "x" }),
  call("ansible.builtin.pip", "no name", { state: "present" }),
  call("ansible.builtin.dpkg_selections", "a package that is not there", {
    name: "no-such-package",
    selection: "hold",
  }),
  call("ansible.builtin.ping", "a word", { data: "x" }, { keys: ["ping"] }),
  call("ansible.builtin.ping", "a crash", { data: "crash" }, { keys: [] }),
  call("ansible.builtin.service_facts", "all", {}, { keys: ["ansible_facts.services"] }),
  call("ansible.builtin.package_facts", "of apt", { manager: "apt" }, { keys: ["ansible_facts.packages.bash"] }),
];
