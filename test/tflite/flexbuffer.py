"""Writes maps of numbers as FlexBuffers: the options of custom operators."""

import struct

WIDTH = 4  # bytes of every element and offset
CODES = {bool: (26, "<I"), int: (1, "<i"), float: (3, "<f")}
MAP, TWO = 9, 2  # the type of a map; 2 says 4 bytes


def write_map(values):
    """Returns {name: number} as a FlexBuffer whose root is a map."""
    names = sorted(values)
    data, places = b"", []
    for name in names:
        places.append(len(data))
        data += name.encode() + b"\0"
    data += bytes(-len(data) % WIDTH)
    data += struct.pack("<I", len(names))
    keys = len(data)
    for place in places:
        data += struct.pack("<I", len(data) - place)
    data += struct.pack("<III", len(data) - keys, WIDTH, len(names))
    start = len(data)
    for name in names:
        data += struct.pack(CODES[type(values[name])][1], values[name])
    data += bytes(CODES[type(values[name])][0] << 2 | TWO for name in names)
    data += bytes(-len(data) % WIDTH)
    return data + struct.pack("<IBB", len(data) - start, MAP << 2 | TWO, WIDTH)
