# What ansible-vault's own code makes of texts: encrypted as it does, and opened again. JSON on standard input and output, bytes as base64.
import base64
import json
import sys

from ansible.errors import AnsibleError
from ansible.parsing.vault import VaultLib, VaultSecret


def bytes_of(text):
    return base64.b64decode(text)


def answer(one):
    secret = VaultSecret(bytes_of(one["password"]))
    if "plain" in one:
        salt = bytes_of(one["salt"]) if one.get("salt") else None
        return VaultLib().encrypt(bytes_of(one["plain"]), secret, one["label"], salt).decode()
    try:
        opened = VaultLib([("default", secret)]).decrypt(one["sealed"])
    except AnsibleError:
        return None
    return base64.b64encode(opened).decode()


print(json.dumps([answer(one) for one in json.load(sys.stdin)]))
