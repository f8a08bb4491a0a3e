"""A program: the payload on stdin, the result on stdout, logs on stderr. It runs outside of the platform too."""

import sys

text = sys.stdin.read()
print(f"counting {len(text)} characters", file=sys.stderr)
print(f"{len(text.splitlines())} lines, {len(text.split())} words")
