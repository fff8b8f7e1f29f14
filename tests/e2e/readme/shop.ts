// What the documentation's commands find in their folder, a page each: a shop's playbook, inventory and policy.
import { quoted } from "../../../src/words/quoted.ts";

/** What is other than usual on a page. */
interface Shop {
  /** A shell text that prepares it as root, in the folder. */
  prepare?: string;
  /** What was typed before. */
  first?: string[];
  /** What goes on in another terminal. */
  beside?: string;
}

/** The pages whose commands are typed in the shop. */
export const SHOPS: Record<string, Shop> = {
  "docs/fleet.md": { prepare: "sed -i 's/localhost # everywhere/web/' site.yml" },
  "docs/loops.md": {},
  "docs/policy.md": {},
  "docs/completion.md": {},
  "docs/service.md": { prepare: "printf 'all:\\n  hosts: { web1: , web2: }\\n' >inventory.yml" },
  "docs/secrets.md": {
    prepare: `echo "open sesame" >~ann/.vault
printf '#!/bin/sh\\necho "open sesame"\\n' >keys-client.sh
printf '#!/bin/sh\\necho "a key of the app"\\n' >/usr/local/bin/pass
chmod 755 keys-client.sh /usr/local/bin/pass
echo "a token" >/run/token
chown ann /run/token`,
  },
  "docs/page.md": {
    prepare: "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=laptop -keyout key.pem -out cert.pem 2>/dev/null",
  },
  "docs/permissions.md": {
    prepare:
      "mkdir dist; cp /usr/local/bin/ftl2-enterprise dist/ftl2-enterprise.js; chown ann /srv; chown -R ann: dist",
    first: ["ftl2-enterprise --db /srv/loops.db init-db"],
  },
  "docs/top.md": { first: ["ftl2-enterprise submit -f site.yml"] },
  "docs/api.md": {
    first: ["ftl2-enterprise run -f other.yml --policy careful.yml --non-interactive"],
    beside: "ftl2-enterprise serve",
  },
};

const FILES = {
  "site.yml": `- hosts: localhost # everywhere
  gather_facts: false
  tasks:
    - name: The motto stands in a file
      copy: { dest: ~/motto, content: "Keep hosts as described.\\n" }
`,
  "other.yml": "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - file: { path: ~/other, state: directory }\n",
  "careful.yml": "rules:\n  - { decision: ask, match: { module: file }, reason: we are careful }\n",
  "inventory.yml": "web:\n  hosts: { web1: , web2: , web3: }\nprod:\n  hosts: { web1: , web3: }\n",
  "policy.yml":
    "rules:\n  - { decision: deny, match: { program: [mkfs*, dd] }, reason: nobody formats a disk from here }\n",
  "vaulted.yml": `- hosts: localhost
  gather_facts: false
  vars_files: [secrets.yml]
  tasks:
    - copy: { dest: ~/motto, content: "{{ motto }}\\n" }
`,
  // "motto: keep hosts as described", by ansible-vault with the password "open sesame".
  "secrets.yml": `$ANSIBLE_VAULT;1.2;AES256;prod
63353037656165323337343031663837303639336437376335623330626562383534383363333833
3133636138353432656638336236666166346135393137610a663137366637613665653863356231
38383266356461326337306363336263626134623038636262363934653037316661363030623733
6431366630613764310a316532363935366361323230633761303461343434343261623833653864
65346336376638623564623735363839623938356234626239363563343964396531
`,
};

/** The folder of a page's shop. */
export function shopOf(page: string): string {
  return `/home/ann/${page.replace(/\W/g, "-")}`;
}

/** The shell text that makes all of them. */
export function prepared(): string {
  const files = Object.entries(FILES).map(([name, text]) => `printf %s ${quoted(text)} >${name}`);
  const shops = Object.entries(SHOPS).map(([page, { prepare = "" }]) => {
    const folder = shopOf(page);
    return [`mkdir ${folder}`, `cd ${folder}`, ...files, prepare].join("\n");
  });
  return `${shops.join("\n")}\nchown -R ann: /home/ann\n`;
}
