#!/bin/sh
# Who may use what: what must not be found in the rooms of the house. Comments
# do not count. Each rule brings a line that breaks it and is tried on that
# first: a rule that can't fail is no rule.
set -u
cd "${srcdir:-.}" || exit 1
failed=0

# matches PATTERN [FILE]: lines with the pattern, comments taken out, and from
# the descriptors of maps their texts
matches() {
    pattern=$1
    shift
    perl -0777 -ne '
        BEGIN { $pattern = shift }
        my $string = qr{"(?:[^"\\\n]|\\.)*"|\x27(?:[^\x27\\\n]|\\.)\x27};
        s{($string)|/\*.*?\*/|//[^\n]*}{ $1 // $& =~ tr/\n//cdr }gse;
        for (split /\n/) {
            $n++;
            s/$string/""/g if $ARGV =~ m{/maps/} && !/^\s*#/;
            print "$ARGV:$n: $_\n" and $found = 1 if /$pattern/;
        }
        END { $? = !$found }' "$pattern" "$@"
}

# rule WHY PATTERN BREAKS-IT FILE...
rule() {
    why=$1 pattern=$2 breaks=$3
    shift 3
    if ! printf '%s\n' "$breaks" | matches "$pattern" >/dev/null; then
        echo "FAILED: this rule is blind: $why" >&2
        failed=1
    fi
    for file do
        if matches "$pattern" "$file" >&2; then
            echo "FAILED: $why" >&2
            failed=1
        fi
    done
}

# in_room FOLDER...: the C files in it, none if the folder is not there yet
in_room() {
    find "$@" -name '*.[ch]' 2>/dev/null | sort
}

# maps with their own file; the names are what nobody else may know
names=$(find libchaos/maps -name '*.c' -exec basename {} .c \; | sort | paste -s -d '|')
[ -n "$names" ] || { echo "FAILED: no maps found" >&2; exit 1; }

include='^\s*#\s*include\s*+'
memory='\b(malloc|calloc|realloc|aligned_alloc|posix_memalign|free)\s*\('
print='(?<!format\()\b(v?f?printf|puts|fputs|putchar|perror|stdout|stderr)\b'
gsl='\b(gsl_|GSL_)|<gsl/'
libm='(?<![\w.>])(sin|cos|tan|exp|log|log2|log10|pow|fabs|fmod|floor|ceil|sqrt|tanh?|acos|asin|atan2?)\s*\('
vectors="\\bvreal\\b|\\bv[0-9]*d?f?_\\w+\\(|vector_size|__m(128|256|512)|\\b_mm\\w*\\(|${include}<(\\w+intrin|arm_neon)\\.h>"
intrinsics="__m(128|256|512)|\\b_mm\\w*\\(|${include}<(\\w+intrin|arm_neon)\\.h>"
private="${include}\"(\\.\\./)*(libchaos/)?(core|kernels|maps|analyses|text|foreign)/"

# shellcheck disable=SC2046  # file names of ours have no spaces
{
rule "chaos.h includes nothing but stddef.h and stdint.h" \
    "${include}(?!<std(def|int)\\.h>)" '#include <stdio.h>' libchaos/chaos.h

rule "a map includes no header but those of the installed vocabulary: it is what a user's file looks like" \
    "${include}(?!<chaos/(kernels/)?\\w+\\.h>)" '# include <math.h>' $(in_room libchaos/maps)
rule "the installed vocabulary includes what is installed with it, or the compiler's own" \
    "${include}(?!\"(config|kernels/abi|abi|assumptions|rounding|vreal|vmath)\\.h\"|<(chaos|float|limits|std(def|int)|[ei]mmintrin|arm_neon)\\.h>)" \
    '#include "core/isa.h"' libchaos/kernels/map.h $(in_room libchaos/kernels | grep -v /lanes)
rule "a map calls no libm: it has the vocabulary" "$libm" 'y = sin (x);' $(in_room libchaos/maps)
rule "a map takes no memory" "$memory" 'p = malloc(8);' $(in_room libchaos/maps)
rule "a map has no intrinsics" "$intrinsics" '__m256d x;' $(in_room libchaos/maps)
rule "a map knows no GSL" "$gsl" 'gsl_eigen_nonsymm(m);' $(in_room libchaos/maps)
for file in $(in_room libchaos/maps); do
    own=$(basename "$file" .c)
    others=$(printf '%s' "$names" | tr '|' '\n' | grep -vx "$own" | paste -s -d '|')
    case $file in
        *.c) rule "a map knows no other map, but its inverse" "(?<!CHAOSI_INVERSE\\()(?<!CHAOSI_DECLARE_MAP\\()\\b($others)\\b" "x = $others;" "$file" ;;
    esac
done

rule "a kernel takes no memory" "$memory" 'p = calloc (1, 8);' $(in_room libchaos/kernels)
rule "a kernel knows no stdio and no errno" \
    "${include}<(stdio|errno|stdlib)\\.h>|\\berrno\\b|$print" 'errno = 0;' $(in_room libchaos/kernels)
rule "a kernel knows no GSL" "$gsl" '#include <gsl/gsl_math.h>' $(in_room libchaos/kernels)
rule "a kernel knows no map by name" "\\b($names)\\b" "f(${names%%|*});" $(in_room libchaos/kernels)

# core/version.c alone says which versions were compiled in.
rule "core knows no GSL" "$gsl" 'GSL_SUCCESS' $(in_room libchaos/core | grep -v /version.c)
rule "core knows no map by name" "\\b($names)\\b" "f(${names%%|*});" $(in_room libchaos/core)
rule "core knows no analysis" "${include}\"(\\.\\./)?analyses/" '#include "../analyses/cycle.h"' \
    $(in_room libchaos/core)
rule "only core/isa.c asks for the processor" 'cpuid|__builtin_cpu|getauxval' '__builtin_cpu_supports("fma")' \
    $(in_room libchaos | grep -v '^libchaos/core/isa\.c$')
# Beside it what compiles: for the compiler, its include paths and the places of files.
rule "only core/isa.c and the foreign room ask for the environment" \
    '\b(secure_)?getenv\s*\(' 'getenv("HOME")' \
    $(in_room libchaos | grep -v -e '^libchaos/core/isa\.c$' -e '^libchaos/foreign/\(build\|cache\|compiler\)\.c$')

rule "an analysis has no vector types" "$vectors" 'vreal x;' $(in_room libchaos/analyses)
rule "an analysis knows of texts what columns.h says" "${include}\"(\\.\\./)?text/" '#include "text/parse.h"' \
    $(in_room libchaos/analyses libchaos/core)
rule "an analysis knows no map by name" "\\b($names)\\b" "f(${names%%|*});" $(in_room libchaos/analyses)
rule "nothing in the library prints" "$print" 'fprintf(f, "");' $(in_room libchaos)
rule "nothing in the library ends the process or changes its settings" \
    '\b(abort|_?exit|_Exit|assert|raise|kill|signal|sigaction|setlocale|putenv|setenv|srand)\s*\(' \
    'abort ();' $(in_room libchaos)
rule "SLEEF is in the kernels' room alone" "${include}<sleef\\.h>|\\bSleef_" 'Sleef_finz_sind1_u10(x)' \
    $(in_room libchaos | grep -v -e '^libchaos/kernels/' -e /version.c)

rule "the text room knows no analysis and no GSL" "$gsl|${include}\"(\\.\\./)?analyses/" 'gsl_x' \
    $(in_room libchaos/text)
rule "the foreign room knows no analysis, no GSL and no vector types" \
    "$gsl|${include}\"(\\.\\./)?analyses/|$vectors" 'gsl_x' $(in_room libchaos/foreign)

rule "bindings and examples come in by chaos.h" "$private" '#include "../../libchaos/core/map.h"' \
    $(in_room bindings examples)
}

users=$(in_room libchaos/kernels | xargs grep -lE '\bSleef_' | wc -l)
if [ "$users" -ne 1 ]; then
    echo "FAILED: SLEEF is named in $users files of the kernels, it should be one" >&2
    failed=1
fi
exit $failed
