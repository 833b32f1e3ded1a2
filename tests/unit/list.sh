#!/bin/sh
# Writes list.mk beside it: the files of the C test-suite, test_NAME.c of every room. Each has
# a TCase *tcase_NAME(void). ./bootstrap runs it; with --check it only says whether it would.
#
# SPDX-License-Identifier: MIT
set -eu
cd "$(dirname "$0")"
new=$(
    printf '# Made by list.sh.\nchaos_tests = \\\n'
    find . -name 'test_*.c' | LC_ALL=C sort | sed 's|^\.|\t%D%|; $!s/$/ \\/'
)
[ ! -f list.mk ] || [ "$new" != "$(cat list.mk)" ] || exit 0
if [ "${1-}" = --check ]; then
    echo "tests/unit/list.mk is out of date: run tests/unit/list.sh" >&2
    exit 1
fi
printf '%s\n' "$new" >list.mk
