# What add_measure.sh and add_map.sh share: a copy of the tree, built with scalar kernels
# of a few maps, and a search of what comes out of it. ADD_DIR: a new folder, whose copy the next
# one goes on with.
#
# SPDX-License-Identifier: MIT
# shellcheck shell=bash
set -euo pipefail
source=$(cd "$(dirname "$0")/../.." && pwd)
export LC_ALL=C.UTF-8
failed=0

# copied: the tree in $copy, where everything else happens
copied() {
    copy=${ADD_DIR-}
    if [ -z "$copy" ]; then
        copy=$(mktemp -d)
        trap 'rm -rf "$copy"' EXIT
    fi
    mkdir -p "$copy"
    # By name: another stage may make a build folder meanwhile, and tar minds when a folder that it reads changes.
    local names=()
    mapfile -t names < <(ls -A "$source" | grep -vxE '\.git|build.*|autom4te\.cache')
    [ -e "$copy/configure.ac" ] || tar -C "$source" -cf - "${names[@]}" | tar -C "$copy" -xf -
    cd "$copy"
}

# one_line LIST FILE NAME: the list in a Makefile.inc with that name more, where the alphabet wants it
one_line() {
    awk -v list="^$1 = " -v name="$3" '
        $0 ~ list { inside = 1 }
        inside && match($0, /[a-z0-9_]+\.c/) && substr($0, RSTART, RLENGTH) > name ".c" {
            print "\t%D%/" name ".c \\"
            inside = 0
        }
        { print }' "$2" >"$2.new"
    [ $(($(wc -l <"$2.new") - $(wc -l <"$2"))) -eq 1 ]
    mv "$2.new" "$2"
}

# built MAPS [TARGET]: what a newcomer would do, for a few maps
built() {
    local cc=gcc
    ! command -v ccache >/dev/null || cc='ccache gcc'
    autoreconf -i >/dev/null 2>&1
    mkdir -p build
    (cd build && ../configure --quiet "CC=$cc" "PYTHON=${PYTHON:-/usr/bin/python3}" --with-isas=scalar \
        "--with-maps=$1" --enable-werror)
    make -C build -s -j"$(nproc)" "${2:-all}" >build/make.log 2>&1 || { tail -n 40 build/make.log; exit 1; }
}

# found WHERE PATTERN COMMAND...: what the command prints has a line with that pattern
found() {
    local where=$1 pattern=$2 out
    shift 2
    out=$("$@" 2>&1) || true
    if grep -qE -e "$pattern" <<<"$out"; then
        echo "found in $where"
    else
        printf '%s\n' "$out" | head -n 40
        echo "FAILED: not found in $where: $pattern"
        failed=1
    fi
}

# tests SUBJECT...: those of the C test-suite
tests() {
    make -C build -s -j"$(nproc)" tests/chaos_check >build/tests.log 2>&1 || { tail -n 40 build/tests.log; exit 1; }
    local subject
    for subject; do
        CK_RUN_CASE=$subject build/tests/chaos_check || failed=1
    done
}
