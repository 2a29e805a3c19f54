#!/usr/bin/env python3
"""extract_block.py FILE.md LANGUAGE N: prints the Nth fenced block of LANGUAGE, from 0."""

import re
import sys


def main():
    path, language, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(path) as file:
        blocks = re.findall(rf"^```{language}\n(.*?)^```$", file.read(), re.M | re.S)
    print(blocks[number], end="")


main()
