"""Shared libraries without what a debugger reads: of `cryptography`'s it is a fifth.

What a program loads stands in front, and the names of its symbols behind it. The table of sections, which only tools
read, goes with them. Written here because `strip` of another machine would give other bytes.
"""

import struct

_MAGIC = b"\x7fELF\x02\x01"
"""64 bits, little endian."""
_SEGMENTS, _SEGMENT_SIZES, _SECTIONS, _SECTION_COUNTS = 32, 54, 40, 58


def loaded_part(library: bytes) -> bytes:
    """The library up to the end of its last segment; anything else as it is."""
    if not library.startswith(_MAGIC):
        return library
    (first,) = struct.unpack_from("<Q", library, _SEGMENTS)
    size, count = struct.unpack_from("<HH", library, _SEGMENT_SIZES)
    end = max(_end_of_segment(library, first + size * number) for number in range(count))
    header = bytearray(library[:64])
    header[_SECTIONS : _SECTIONS + 8] = bytes(8)
    header[_SECTION_COUNTS:64] = bytes(6)
    return bytes(header) + library[64:end]


def _end_of_segment(library: bytes, at: int) -> int:
    offset, _, _, size = struct.unpack_from("<QQQQ", library, at + 8)
    return int(offset + size)
