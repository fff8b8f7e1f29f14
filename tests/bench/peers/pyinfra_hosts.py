# An inventory of pyinfra 3, of what the bench tells: names, with where and how each is entered.
import json
import os

hosts = [(name, data) for name, data in json.loads(os.environ["BENCH_HOSTS"]).items()]
