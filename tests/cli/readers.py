"""Readers of what chaos-sweep writes, with nothing but Debian's python3 and NumPy."""
import struct
import zlib

import numpy


def tables(text, separator="\t"):
    """The tables of a .tsv: for each its columns by name, as text."""
    result, names, rows = [], None, []

    def end():
        if rows:
            result.append({name: [row[i] for row in rows] for i, name in enumerate(names)})
            rows.clear()

    for line in text.splitlines():
        if line.startswith("# ") and separator in line:
            end()
            names = line[2:].split(separator)
        elif line and not line.startswith("#"):
            row = line.split(separator)
            assert len(row) == len(names), line
            rows.append(row)
    end()
    return result


def csv(text):
    """The one table of a .csv."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(lines), "a blank line"
    names = lines[0].split(",")
    rows = [line.split(",") for line in lines[1:]]
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def png_rows(path):
    """The rows of an 8-bit RGB .png as they are stored, every checksum looked at."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    place, body = 8, b""
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place:place + 8])
        content = data[place + 8:place + 8 + length]
        assert struct.unpack(">I", data[place + 8 + length:place + 12 + length])[0] == zlib.crc32(kind + content)
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", content)
            assert (depth, colour, interlaced) == (8, 2, 0)
        elif kind == b"IDAT":
            body += content
        place += 12 + length
    assert kind == b"IEND"
    return numpy.frombuffer(zlib.decompress(body), numpy.uint8).reshape(height, 1 + 3 * width)


def png(path):
    """Pixels of an 8-bit RGB .png, [height][width][3]."""
    rows = png_rows(path)
    return unfilter(rows[:, 0], rows[:, 1:].reshape(len(rows), -1, 3).astype(numpy.int16))


def unfilter(kinds, lines):
    """Undoes the filters of all rows at once: a pixel needs those to its left and above, so all
    pixels of a rising diagonal can be had together."""
    height, width, _ = lines.shape
    out = numpy.zeros((height + 1, width + 1, 3), numpy.int16)
    for diagonal in range(height + width - 1):
        y = numpy.arange(max(0, diagonal - width + 1), min(height, diagonal + 1))
        x = diagonal - y
        a, b, c = out[y + 1, x], out[y, x + 1], out[y, x]
        pa, pb, pc = abs(b - c), abs(a - c), abs(a + b - 2 * c)
        paeth = numpy.where((pa <= pb) & (pa <= pc), a, numpy.where(pb <= pc, b, c))
        guesses = numpy.stack([numpy.zeros_like(a), a, b, (a + b) // 2, paeth])
        out[y + 1, x + 1] = (lines[y, x] + guesses[kinds[y], numpy.arange(len(y))]) & 255
    return out[1:, 1:].astype(numpy.uint8)
