#!/usr/bin/python3
import sys
print("py", sys.argv[1:])
