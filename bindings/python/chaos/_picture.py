# SPDX-License-Identifier: MIT
"""python -m chaos._picture png|svg|pdf <ARRAYS.npz >PICTURE: draws for a chaos-sweep without cairo."""

import io
import sys
import tempfile

import chaos


def main():
    with tempfile.NamedTemporaryFile(suffix=".npz") as arrays:
        arrays.write(sys.stdin.buffer.read())
        arrays.flush()
        sweep = chaos.load(arrays.name)
    try:
        axes = sweep.plot()
    except ValueError as error:
        sys.exit(f"chaos-sweep: {error}")
    picture = io.BytesIO()
    axes.figure.savefig(picture, format=sys.argv[1])
    sys.stdout.buffer.write(picture.getvalue())


main()
