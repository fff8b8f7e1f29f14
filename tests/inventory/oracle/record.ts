// Writes down what Ansible says of every inventory.
import { EVERY_CASE } from "./every_case.ts";
import { record } from "./recording.ts";

await record(EVERY_CASE);
