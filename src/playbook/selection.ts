// Which tasks are walked: --tags and --skip-tags, as Ansible evaluates them.

/** The tags that were asked for and those that were asked to be left out. */
export interface Selection {
  /** `["all"]` where nothing was asked for. */
  tags: string[];
  skipTags: string[];
}

/** Everything but what is tagged `never`. */
export const EVERYTHING: Selection = { tags: ["all"], skipTags: [] };

/** Whether a task with these tags is walked. Source: ansible-core's Taggable.evaluate_tags. */
export function isSelected(own: readonly string[], { tags: only, skipTags: skip }: Selection): boolean {
  const tagged = own.length > 0;
  const tags = tagged ? own : ["untagged"];
  const has = (some: readonly string[]) => tags.some((tag) => some.includes(tag));
  const wanted = only.length === 0 || tags.includes("always") || (only.includes("all") && !tags.includes("never")) ||
    has(only) || (only.includes("tagged") && tagged && !tags.includes("never"));
  if (!wanted) return false;
  if (skip.includes("all")) return tags.includes("always") && !skip.includes("always");
  return !has(skip) && !(skip.includes("tagged") && tagged);
}
