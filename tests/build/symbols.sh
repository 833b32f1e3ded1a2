#!/bin/sh
# What the library exports is what chaos.h declares, no more and no less, and
# everything that a static link sees begins with chaos_, chaosi_ or chaosk_.
# What can be written and outlives a call is listed here: the instruction set
# chosen, and the guard around GSL's handler.
set -u
: "${NM:=nm}"
if grep -q -- '-fsanitize=' Makefile; then
    echo "sanitizers put symbols and variables of their own everywhere"
    exit 77
fi
failed=0
declared=$(mktemp) exported=$(mktemp)
trap 'rm -f "$declared" "$exported"' EXIT

perl -0777 -ne 's{/\*.*?\*/|^\s*#[^\n]*}{}gsm; print "$1\n" while /\bCHAOS_API\s[^;(]*?\b(\w+)\s*\(/g' \
    "${srcdir:-.}"/libchaos/chaos.h "${srcdir:-.}"/libchaos/chaos/*.h | LC_ALL=C sort >"$declared"
echo "declared: $(wc -l <"$declared")"
[ -s "$declared" ] || failed=1

if [ -f .libs/libchaos.so ]; then
    $NM -D --defined-only .libs/libchaos.so | awk '{ print $NF }' | LC_ALL=C sort >"$exported"
    if ! diff "$declared" "$exported" >&2; then
        echo "FAILED: < is declared and not exported, > exported and not declared" >&2
        failed=1
    fi
fi

if [ -f .libs/libchaos.a ]; then
    if $NM -g --defined-only .libs/libchaos.a | awk 'NF == 3 && $3 !~ /^chaos[ik]?_/ { print $3; bad = 1 }
                                                     END { exit !bad }' >&2; then
        echo "FAILED: these begin with none of chaos_, chaosi_, chaosk_" >&2
        failed=1
    fi
    if size -A .libs/libchaos.a |
        awk '/\(ex / { file = $1 }
             $1 ~ /^\.(data|bss|tdata|tbss)$/ && $2 > 0 && file !~ /^la-(isa|linear_gsl)\.o$/ { print file, $1; bad = 1 }
             END { exit !bad }' >&2; then
        echo "FAILED: these have variables that can be written" >&2
        failed=1
    fi
fi
exit $failed
