// The names in a database, without the rest of the store.
export { namesOnRecord } from "../store/names_on_record.ts";
