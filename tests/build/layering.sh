#!/bin/sh
# Who may use what: what must not be found in the rooms of the house. Comments do
# not count. Each rule brings a line that breaks it and is tried on that first: a
# rule that can't fail is no rule.
#
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2046,SC2086  # file names of ours have no spaces
set -u
cd "${srcdir:-.}" || exit 1
failed=0

fail() {
    echo "FAILED: $1" >&2
    failed=1
}

# matches PATTERN [FILE...]: lines with the pattern; without comments, from the descriptors
# of maps without their texts, and from Python without what is documentation
matches() {
    pattern=$1
    shift
    perl -0777 -ne '
        BEGIN { $pattern = shift; $texts = $pattern !~ /["]/ } # a rule about texts reads them
        my $string = qr{"(?:[^"\\\n]|\\.)*"|\x27(?:[^\x27\\\n]|\\.)\x27};
        if ($ARGV =~ /\.pyi?$/) { s{"""(?:[^\\]|\\.)*?"""|(?<!["\x27])\#[^\n"\x27]*$}{ $& =~ tr/\n//cdr }gsme }
        else { s{($string)|/\*.*?\*/|//[^\n]*}{ $1 // $& =~ tr/\n//cdr }gse }
        my $n = 0;
        for (split /\n/) {
            $n++;
            s/$string/""/g if $ARGV =~ m{/(maps|measures)/} && $texts && !/^\s*#/;
            print "$ARGV:$n: $_\n" and $found = 1 if /$pattern/;
        }
        END { $? = !$found }' "$pattern" "$@"
}

# rule WHY PATTERN BREAKS-IT FILE...
rule() {
    why=$1 pattern=$2
    printf '%s\n' "$3" | matches "$pattern" >/dev/null || fail "this rule is blind: $why"
    shift 3
    [ $# -eq 0 ] || ! matches "$pattern" "$@" >&2 || fail "$why"
}

# in_room FOLDER...: the C files in it, none if the folder is not there yet
in_room() {
    find "$@" -name '*.[ch]' 2>/dev/null | sort
}

# listed LIST FILE: the names of the files in a list of a Makefile.inc, for a pattern
listed() {
    sed -n "/^$1 =/,/[^\\\\]\$/s|.*/\\([a-z0-9_]*\\)\\.c.*|\\1|p" "$2" | paste -s -d '|'
}

# but LIST NAME: the list without that name
but() {
    printf '%s' "$1" | tr '|' '\n' | grep -vx "$2" | paste -s -d '|'
}

# What nobody else may know: the names of maps, with their inverses, and those of measures.
maps=$(listed chaos_maps libchaos/maps/Makefile.inc)
measures=$(listed chaos_measures libchaos/measures/Makefile.inc)
if [ -z "$maps" ] || [ -z "$measures" ]; then
    fail "there are no lists of maps and measures"
    exit 1
fi
# named LIST: those measures named by a symbol, by a text or by an output
named() {
    printf '\\bchaosi_\\w*?_?(%s)\\b|\\b(CHAOS_)?(%s)\\b|["'\''](%s)(_\\w*|:[^"'\'']*)?["'\'']' \
        "$1" "$(printf '%s' "$1" | tr '[:lower:]' '[:upper:]')" "$1"
}

include='^\s*#\s*include\s*+'
memory='\b(malloc|calloc|realloc|aligned_alloc|posix_memalign|free)\s*\('
print='(?<!format\()\b(v?f?printf|puts|fputs|putchar|perror|stdout|stderr)\b'
gsl='\b(gsl_|GSL_)|<gsl/'
libm='(?<![\w.>])(sin|cos|tan|exp|log|log2|log10|pow|fabs|fmod|floor|ceil|sqrt|tanh?|acos|asin|atan2?)\s*\('
intrinsics="__m(128|256|512)|\\b_mm\\w*\\(|${include}<(\\w+intrin|arm_neon)\\.h>"
vectors="\\bvreal\\b|\\bv[0-9]*d?f?_\\w+\\(|vector_size|$intrinsics"
environment='\b(secure_)?getenv\s*\('

# -------------------------------------------------- who includes whom

# uses ROOM WHAT: a room includes what is its own, the library's contract, and WHAT: a pattern
# of folders and of single headers, beside the C library's
rooms='maps|kernels|graph|text|foreign|core|numerics|measures|sweeps|analyses'
uses() {
    room=$1 pattern="$include(?!\"((chaos|config)\\.h|chaos/\\w+\\.h|($1/|$2)[\\w/.]*)\"|<(?!gsl/|chaos/|sleef|\\w+intrin|arm_neon)[\\w/]+\\.h>)"
    for other in $(printf '%s' "$rooms" | tr '|' ' '); do
        case "|$room/|$2|" in *"|$other/|"*) continue ;; esac
        printf '#include "%s/x.h"\n' "$other" | matches "$pattern" >/dev/null || fail "blind for $other in $room"
    done
    shift 2
    [ $# -gt 0 ] || set -- $(in_room "libchaos/$room")
    rule "$room includes what it may not" "$pattern" '#include <gsl/gsl_math.h>' "$@"
}

uses graph 'kernels/|core/'
uses text 'graph/|core/'
uses foreign 'kernels/|core/|foreign/headers\.inc'
# version.c says which versions were compiled in, fpenv.h sets and restores the processor's modes.
uses core 'kernels/|maps/list' $(in_room libchaos/core | grep -v -e /version.c -e /fpenv.h)
uses numerics 'core/error' $(in_room libchaos/numerics | grep -v /linear_gsl.c)
uses open 'core/|maps/|text/|foreign/' $(in_room libchaos/open.c)
uses compile 'text/|foreign/' $(in_room libchaos/compile.c)
uses shortcuts 'core/' $(in_room libchaos/shortcuts.c)
uses measures 'measures/list|core/|graph/columns|numerics/'
uses sweeps 'core/|measures/measure|numerics/|kernels/random'
uses analyses 'core/|sweeps/|numerics/|graph/(columns|jets|intervals)'

for wing in $(find libchaos/analyses -mindepth 1 -maxdepth 1 -type d | sort); do
    name=$(basename "$wing")
    rule "a wing of analyses is entered by its own header" "$include\"analyses/(?!$name/)(\\w+)/(?!\\1\\.h)" \
        '#include "analyses/other/inside.h"' $(in_room "$wing")
done

# -------------------------------------------------------------- the door

rule "chaos.h and its chapters include each other, stddef.h, stdint.h and stdbool.h" \
    "${include}(?!<(std(def|int|bool)|chaos/\\w+)\\.h>)" '#include "config.h"' \
    libchaos/chaos.h $(in_room libchaos/chaos)
rule "chaos.h and its chapters know nothing private" "$gsl|$vectors|\\bchaos[ik]_|\\bCHAOSK_" 'chaosi_map *map;' \
    libchaos/chaos.h $(in_room libchaos/chaos)
rule "bindings and examples come in by chaos.h" \
    "${include}[\"<](\\.\\./)*(libchaos/)?($rooms|chaos/kernels)/" '#include "../../libchaos/core/map.h"' \
    $(in_room bindings examples | grep -v '^examples/mymap\.c$')
rule "bindings have no numerics of their own" "$gsl|\\bSleef_|\\bchaos[ik]_" 'gsl_linalg_LU_decomp' \
    $(in_room bindings examples | grep -v '^examples/mymap\.c$')
rule "nor has Python's part" '\b(numpy|np)\.(linalg|fft|histogram\w*)|\bimport scipy' 'numpy.histogram2d(x, y)' \
    $(find bindings -name '*.py')
# A method of Map, or an option of one, of chaos-cycles or chaos-branch, or a column of an analysis, may be called as a measure is;
# a module that is called as a measure may know that one: Map.survival is a measure at one point.
door() {
    printf '^(?!.*(METHOD\\(|\\bOPT_|\\bcall_parse\\(|\\bsupport\\()).*(["\x27](%s)(_\\w*|:[^"\x27]*)?["\x27]|\\bCHAOS_(%s)\\b)' \
        "$1" "$(printf '%s' "$1" | tr '[:lower:]' '[:upper:]')"
}
own=$(printf '%s' "$measures" | tr '|' '\n' | sed 's|.*|bindings/python/chaos/_&.py|')
rule "no door knows a measure by name" "$(door "$measures")" 'if name == "density_outside":' \
    $(in_room bindings | grep -v '^bindings/cli/\(branch\|branch_plot\|cycles\|basins_plot\)\.c$') \
    $(find bindings -name '*.py' ! -name _diagram.py ! -name _remade.py ! -name _skeleton.py | grep -vxF "$own")
for file in $(find $own 2>/dev/null); do
    rule "a module called as a measure knows no other, but the orbit" \
        "$(door "$(but "$(but "$measures" orbit)" "$(basename "$file" .py | cut -c 2-)")")" 'x = "density_outside"' "$file"
done

# --------------------------------------------------------------- waist and maps

rule "a map includes no header but those of the installed vocabulary: it is what a user's file looks like" \
    "${include}(?!<chaos/kernels/\\w+\\.h>)" '# include <math.h>' $(in_room libchaos/maps)
rule "a map calls no libm: it has the vocabulary" "$libm" 'y = sin (x);' $(in_room libchaos/maps)
rule "a map takes no memory" "$memory" 'p = malloc(8);' $(in_room libchaos/maps)
rule "a map has no intrinsics and no GSL" "$intrinsics|$gsl" '__m256d x;' $(in_room libchaos/maps)
for file in $(find libchaos/maps -name '*.c' | sort); do
    rule "a map knows no other map, but its inverse" \
        "(?<!CHAOSI_INVERSE\\()(?<!CHAOSI_DECLARE_MAP\\()\\b($(but "$maps" "$(basename "$file" .c)"))\\b" \
        "x = $(but "$maps" "$(basename "$file" .c)" | sed 's/|.*//');" "$file"
done

rule "the installed vocabulary includes what is installed with it, or the compiler's own" \
    "${include}(?!\"(config|kernels/abi|abi|angles|assumptions|rounding|strips|vreal|vmath)\\.h\"|<(chaos/\\w+|float|limits|std(def|int|bool)|[ei]mmintrin|arm_neon)\\.h>)" \
    '#include "core/isa.h"' $(in_room libchaos/kernels | grep -v /lanes)
rule "a kernel takes no memory" "$memory" 'p = calloc (1, 8);' $(in_room libchaos/kernels)
rule "a kernel knows no stdio and no errno" \
    "${include}<(stdio|errno|stdlib)\\.h>|\\berrno\\b|$print" 'errno = 0;' $(in_room libchaos/kernels)
rule "a kernel has no variables that outlive a call" '^\s*(static|_Thread_local)\s(?!.*\bconst\b)[^(]*[;=]' \
    'static int calls;' $(in_room libchaos/kernels)
rule "a kernel knows no GSL" "$gsl" '#include <gsl/gsl_math.h>' $(in_room libchaos/kernels)

# ------------------------------------------------------------ the rooms above it

# Greek letters and bifurcations have names that maps have, too.
rule "only the maps know maps by name" "\\b($maps)\\b" "f(${maps%%|*});" \
    $(in_room $(printf 'libchaos/%s ' kernels core numerics measures sweeps analyses) | grep -v /names.c)
rule "only the processor's part asks for the processor" 'cpuid|xgetbv|__builtin_cpu|getauxval' \
    '__get_cpuid(1, &a, &b, &c, &d)' $(in_room libchaos | grep -v '^libchaos/core/isa\.c$')
# Beside it what compiles: for the compiler, its include paths and the places of files.
rule "only core/isa.c, core/cores.c and the foreign room ask for the environment" "$environment" 'getenv("HOME")' \
    $(in_room libchaos | grep -v -e '^libchaos/core/\(isa\|cores\)\.c$' -e '^libchaos/foreign/\(build\|cache\|compiler\)\.c$')
rule "nothing in the library prints" "$print" 'fprintf(f, "");' $(in_room libchaos)
rule "nothing in the library ends the process or changes its settings" \
    '\b(abort|_?exit|_Exit|assert|raise|kill|signal|sigaction|setlocale|putenv|setenv|srand)\s*\(' \
    'abort ();' $(in_room libchaos)
rule "SLEEF is in the kernels' room alone" "${include}<sleef\\.h>|\\bSleef_" 'Sleef_finz_sind1_u10(x)' \
    $(in_room libchaos | grep -v -e '^libchaos/kernels/' -e /version.c)
rule "GSL is in the numerics' room alone" "$gsl" 'GSL_SUCCESS' \
    $(in_room libchaos | grep -v -e '^libchaos/numerics/' -e /version.c)
rule "vector types are in the kernels, the maps and the graphs alone" "$vectors" 'vreal x;' \
    $(in_room $(printf 'libchaos/%s ' text foreign numerics measures sweeps analyses))
rule "text knows no arithmetic" "${include}<(math|fenv|tgmath)\\.h>" '#include <math.h>' $(in_room libchaos/text)
rule "numerics knows arrays only" '\bchaos_(map|measure|sweep|grid|batch)|\bchaosk_|\bchaosi_tile' 'chaosk_tile t;' \
    $(in_room libchaos/numerics)
# core/names.c: options of calls have such names, too.
rule "neither core nor sweeps know a measure by name" "$(named "$measures")" 'find("lyapunov")' \
    $(in_room libchaos/core libchaos/sweeps | grep -v '^libchaos/core/names\.c$')
for file in $(printf '%s' "$measures" | tr '|' ' '); do
    rule "a measure knows no other" "$(named "$(but "$measures" "$file")")" \
        "x = &chaosi_measure_$(but "$measures" "$file" | sed 's/|.*//');" "libchaos/measures/$file.c"
done

# once WHAT PATTERN FOLDER: it is named in one file of the folder
once() {
    users=$(in_room "$3" | xargs grep -lE "$2" | wc -l)
    [ "$users" -eq 1 ] || fail "$1 is named in $users files of $3, it should be one"
}
once SLEEF '\bSleef_' libchaos/kernels
[ ! -f libchaos/numerics/linear_gsl.c ] || once GSL '<gsl/' libchaos/numerics
tests/unit/list.sh --check || failed=1
exit $failed
