#!/bin/sh
# The C of the tree is as .clang-format says, and every file of it says under which licence it is.
#
# SPDX-License-Identifier: MIT
set -u
cd "${srcdir:-.}" || exit 1
failed=0

files=$(find libchaos bindings examples tests docs -name '*.[ch]' ! -path '*/headers.inc' | sort)
for file in $files; do
    if ! head -n 50 "$file" | grep -q 'SPDX-License-Identifier: '; then
        echo "FAILED: $file has no SPDX line in its head" >&2
        failed=1
    fi
done

# Each version formats in its own way.
for tool in clang-format-14 clang-format none; do
    case $($tool --version 2>/dev/null) in *'version 14.'*) break ;; esac
done
if [ "$tool" != none ]; then
    # shellcheck disable=SC2086  # file names of ours have no spaces
    for file in $($tool --dry-run -Werror $files 2>&1 | sed -n 's/:[0-9:]* error: .*//p' | sort -u); do
        echo "FAILED: $tool -i would change $file" >&2
        failed=1
    done
elif [ $failed -eq 0 ]; then
    echo "clang-format 14 is not here; skipped"
    exit 77
fi
exit $failed
