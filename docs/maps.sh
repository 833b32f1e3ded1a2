#!/bin/sh
# docs/maps.md is what docs/mapsdoc prints, and each map has its picture.
set -u
docs=${srcdir:-.}/docs
docs/mapsdoc | diff - "$docs/maps.md" >&2 || {
    echo "FAILED: docs/maps.md is stale; make maps-doc" >&2
    exit 1
}
sed -n 's/^!\[.*\](\(.*\))$/\1/p' "$docs/maps.md" | {
    failed=0
    while read -r picture; do
        [ -s "$docs/$picture" ] || { echo "FAILED: no docs/$picture; docs/pictures.sh" >&2; failed=1; }
    done
    exit $failed
}
