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


def png(path):
    """Pixels of an 8-bit RGB .png, [height][width][3], every checksum looked at."""
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
    rows = numpy.frombuffer(zlib.decompress(body), numpy.uint8).reshape(height, 1 + 3 * width)
    return unfilter(rows, width, height)


def unfilter(rows, width, height):
    image = numpy.zeros((height, width, 3), numpy.uint8)
    above = numpy.zeros((width, 3), numpy.uint8)
    for y in range(height):
        kind, line = rows[y, 0], rows[y, 1:].reshape(width, 3)
        if kind == 0:
            above = line
        elif kind == 1:
            above = numpy.cumsum(line, axis=0, dtype=numpy.uint8)
        elif kind == 2:
            above = line + above
        else:
            above = numpy.array(unfilter_slowly(kind, line.tolist(), above.tolist()), numpy.uint8)
        image[y] = above
    return image


def unfilter_slowly(kind, line, above):
    """Average and Paeth, which look at the pixel to the left."""
    left, corner, result = [0] * 3, [0] * 3, []
    for pixel, up in zip(line, above):
        here = []
        for c in range(3):
            a, b, d = left[c], up[c], corner[c]
            if kind == 3:
                guess = (a + b) // 2
            else:
                pa, pb, pd = abs(b - d), abs(a - d), abs(a + b - 2 * d)
                guess = a if pa <= pb and pa <= pd else b if pb <= pd else d
            here.append((pixel[c] + guess) & 255)
        result.append(here)
        left, corner = here, up
    return result
