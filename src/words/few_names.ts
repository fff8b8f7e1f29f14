// Many names in a few words.

/** Names that are told of many. */
export const FEW = 5;

/** `web1, web2`, or of more than a few `web1, web2, web3, web4, web5 and 20 more`. */
export function fewNames(names: readonly string[]): string {
  const shown = names.slice(0, FEW).join(", ");
  return names.length > FEW ? `${shown} and ${names.length - FEW} more` : shown;
}
