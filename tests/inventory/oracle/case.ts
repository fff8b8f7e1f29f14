// An inventory as a test writes it down: its files, and what is named with -i.

/** One inventory. */
export interface InventoryCase {
  name: string;
  /** What is named with -i: paths of its files and folders, or comma lists. */
  sources: readonly string[];
  /** Text by path below the case's own folder. A text that begins with "#!" may be executed. */
  files: Readonly<Record<string, string>>;
  /** More files that may be executed. */
  executable?: readonly string[];
  /** The playbook's folder. */
  folder?: string;
  /** Ansible walks grandchildren in no order of its own: only who is in each group is compared. */
  anyOrder?: true;
}
