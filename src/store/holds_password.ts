// Files that say a connection's password in clear: what they say is not kept.

/** Ansible's variables of passwords with a value: INI, YAML or JSON. A template says where the password is, and not what it is. */
const PASSWORD =
  /\bansible_(?:ssh_|become_|sudo_|su_|doas_)?pass(?:word)?["']?[^\S\n]*[:=][^\S\n]*["']?(?!\{\{|!vault|["'\s]|null\b|~)\S/;

const decoder = new TextDecoder();

/** Whether a file's content has such a variable. */
export function holdsPassword(content: Uint8Array): boolean {
  return PASSWORD.test(decoder.decode(content));
}
