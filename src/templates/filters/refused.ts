// Filters that Ansible's users know and this program does not have, with what to write instead.

const NETWORK =
  "is of the collection ansible.utils, which is not part of this program: give the addresses as variables";
const GENERAL = "is of the collection community.general, which is not part of this program";

/** What follows the filter's name in the sentence, by the name. */
export const REFUSED_FILTERS: ReadonlyMap<string, string> = new Map(Object.entries({
  urlize: "is not supported: write <a href=…> around the address",
  json_query: `${GENERAL}: write map(attribute=…), selectattr and dict2items`,
  random_mac: `${GENERAL}: write '52:54:00' ~ (inventory_hostname | md5)[:6] | regex_replace('(..)', ':\\\\1')`,
  dict_kv: `${GENERAL}: write {key: value}`,
  dict: `${GENERAL}: write items2dict, or the function dict()`,
  from_csv: `${GENERAL}: write lookup('csvfile', …), or split`,
  groupby_as_dict: `${GENERAL}: write rekey_on_member, or groupby`,
  lists_mergeby: `${GENERAL}: write groupby and combine`,
  version_sort: `${GENERAL}: write sort`,
  unicode_normalize: GENERAL,
  counter: `${GENERAL}: write groupby`,
  crc32: `${GENERAL}: write hash('md5')`,
  jc: GENERAL,
  hashids_encode: GENERAL,
  hashids_decode: GENERAL,
  ...Object.fromEntries(
    "to_days to_hours to_milliseconds to_minutes to_months to_seconds to_time_unit to_weeks to_years".split(" ")
      .map((name) => [name, `${GENERAL}: write the numbers`]),
  ),
  ...Object.fromEntries(
    ("ipaddr ipv4 ipv6 ipwrap ipsubnet ipmath ip4_hex hwaddr macaddr cidr_merge nthhost slaac network_in_network " +
      "network_in_usable next_nth_usable previous_nth_usable reduce_on_network usable_range").split(" ")
      .map((name) => [name, NETWORK]),
  ),
  ...Object.fromEntries(
    "consolidate from_xml get_path index_of keep_keys remove_keys replace_keys to_paths to_xml validate".split(" ")
      .map((name) => [name, "is of the collection ansible.utils, which is not part of this program"]),
  ),
  ...Object.fromEntries(
    "parse_cli parse_cli_textfsm parse_xml type5_pw hash_salt comp_type5 vlan_parser vlan_expander pop_ace".split(" ")
      .map((name) => [name, "is of the collection ansible.netcommon, which is not part of this program"]),
  ),
}));
