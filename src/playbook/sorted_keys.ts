// For the engine, which reads nothing of templates itself: values that are the same, whatever the order of their keys.
export { isSameJson, sortedKeys } from "../templates/sorted_keys.ts";
