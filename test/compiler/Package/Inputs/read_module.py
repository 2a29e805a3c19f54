#!/usr/bin/env python3
"""read_module.py MODULE constants|size|checksums: reads a module without our own code.

Follows schema/module.fbs by hand. `constants` writes that segment to stdout, `size` its size; `checksums` holds
root and segments against their checksums and prints where they lie.
"""

import struct
import sys


def checksum(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


class Table:
    def __init__(self, data, position):
        self.data, self.position = data, position
        self.vtable = position - struct.unpack_from("<i", data, position)[0]

    def field(self, number):
        """Returns where field `number` lies, or None."""
        if 4 + 2 * number >= struct.unpack_from("<H", self.data, self.vtable)[0]:
            return None
        offset = struct.unpack_from("<H", self.data, self.vtable + 4 + 2 * number)[0]
        return self.position + offset if offset else None

    def reference(self, number):
        place = self.field(number)
        return place + struct.unpack_from("<I", self.data, place)[0]

    def tables(self, number):
        start = self.reference(number)
        for i in range(struct.unpack_from("<I", self.data, start)[0]):
            place = start + 4 + 4 * i
            yield Table(self.data, place + struct.unpack_from("<I", self.data, place)[0])

    def segment(self, number):
        return struct.unpack_from("<3Q", self.data, self.field(number))


def main():
    data = open(sys.argv[1], "rb").read()
    size = 4 + struct.unpack_from("<I", data)[0]
    root = Table(data, 4 + struct.unpack_from("<I", data, 4)[0])
    executables, constants = list(root.tables(3)), root.segment(4)
    if sys.argv[2] == "constants":
        sys.stdout.buffer.write(data[constants[0]:constants[0] + constants[1]])
        return
    if sys.argv[2] == "size":
        print(constants[1])
        return
    assert data[8:12] == b"SNTR"
    assert struct.unpack_from("<Q", data, size)[0] == checksum(data[:size]), "root"
    end = size + 8
    code = [("code", executable.segment(4)) for executable in executables]
    for name, (offset, length, expected) in [*code, ("constants", constants)]:
        assert offset % 64 == 0 and offset >= end and offset - end < 64, name
        assert expected == checksum(data[offset:offset + length]), name
        end = offset + length
        print(name, "is sound")
    assert end == len(data)
    print("debug table:", "yes" if root.field(6) else "no")


main()
