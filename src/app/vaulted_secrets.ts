// Which parts of opened vaults are hidden: all but what could be anything. Where a value is hidden, the record is silent wherever the same text stands.
import { looksSecret } from "../store/hide_secrets.ts";
import { partsWithin, type VaultedPart } from "./vaulted_parts.ts";

/** Characters of a value that is no plain word, below which nothing can be done (three), or which is hidden as a whole word alone (six). */
const SHORT = 6;
/** Characters of a value whose checksums are hidden, too: a longer one is not found by trying, and of each come six that texts are searched for. */
const TRIED = 16;
/** How secrets are called that `looksSecret` leaves alone, being about what is on record for everybody. */
const SHORT_NAMES = /(?:^|[_.-])(?:pin|pw|pwd|otp|psk|salt|key|auth|community)(?:$|[_.-])/i;
/** By these a host is found and entered again, after a crash, too: they are on record as ways into hosts are. */
const WAYS =
  /^ansible_(?:ssh_)?(?:host|port|user|connection|become|become_(?:user|method|exe|flags)|timeout|private_key_file|(?:common_|extra_)?args|python_interpreter|shell_type|host_key_checking)$/;
/** Words that this program says itself of loops, actions and results: a record without them would say nothing. */
const OUR_WORDS = new Set(
  ("allow allowed ask blocked cancelled changed completed converged denied deny drift failed false ignored interrupted " +
    "localhost missing none null paused pending rescued running same skipped started true unreachable waiting").split(
      " ",
    ),
);
/** Words that stand everywhere: what modules are told, and what half of all variables say. Hidden only of what is called like a secret. */
const PLAIN_WORDS = new Set(
  ("absent always default directory disabled enabled forbidden inactive installed latest loopback native present " +
    "private production public reloaded removed restarted staging standard static status stopped updated version " +
    "127.0.0.1 0.0.0.0 command content message service systemd package template playbook inventory hostname username " +
    "password secret network address ansible develop development testing enforcing permissive optional required " +
    "sqlite mariadb postgres postgresql apache2 docker debian ubuntu centos fedora alpine master primary replica " +
    "backup standby client server worker database internal external global administrator nobody www-data").split(" "),
);

/** What hides values, and works out checksums of short ones. */
export interface Hiding {
  learn(values: Iterable<string>): void;
  digests(text: string): string[];
}

/** The parts of one turn. Until the hosts are known by name nothing is hidden, for a host must not be hidden from those who ask how it is. */
export class VaultedSecrets {
  readonly #hiding: Hiding;
  #waiting: VaultedPart[] | null = [];
  #names: ReadonlySet<string> = new Set();

  constructor(hiding: Hiding) {
    this.#hiding = hiding;
  }

  /** More parts. */
  add(parts: readonly VaultedPart[]): void {
    if (this.#waiting !== null) this.#waiting.push(...parts);
    else this.#hide(parts);
  }

  /** From here on parts are hidden at once; those that read like one of these names only where they are called like secrets. */
  know(names: Iterable<string>): void {
    this.#names = new Set(names);
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    this.#hide(waiting);
  }

  #hide(parts: readonly VaultedPart[]): void {
    const all = parts.flatMap((part) => [part, ...partsWithin(part.value)]);
    const values = all.filter((part) => this.#isSecret(part)).map(({ value }) => value);
    const tried = values.filter((value) => value.length <= TRIED);
    const sums = tried.flatMap((value) => [value, `${value}\n`]).flatMap((text) => this.#hiding.digests(text));
    if (values.length > 0) this.#hiding.learn([...values, ...sums]);
  }

  #isSecret({ name, value, sure }: VaultedPart): boolean {
    const text = value.trim();
    if (OUR_WORDS.has(text.toLowerCase())) return false;
    if (sure || looksSecret(name) || SHORT_NAMES.test(name)) return true;
    if (WAYS.test(name) || this.#names.has(text) || PLAIN_WORDS.has(text.toLowerCase())) return false;
    if (/^-?[\d.]+$/.test(text)) return text.length >= SHORT;
    return text.length >= SHORT || !/^(?:[A-Za-z]?[a-z]*|[A-Z]*|\/[\w/.-]*|[\w-]*\.[a-z]+)$/.test(text);
  }
}
