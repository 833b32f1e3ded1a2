#!/bin/sh
# What was installed works as a user will use it: compile and link against it by
# pkg-config, shared and static, and get the same number from C, the shell and
# Python. Run by make installcheck, which says where things are.
set -eu
: "${CC:?}" "${srcdir:?}" "${bindir:?}" "${libdir:?}" "${includedir:?}" "${pkgconfigdir:?}" "${mandir:?}"
: "${DESTDIR=}" "${PYTHON=}" "${chaosexecdir=}"
PKG_CONFIG_PATH=$DESTDIR$pkgconfigdir${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
LD_LIBRARY_PATH=$DESTDIR$libdir${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export PKG_CONFIG_PATH LD_LIBRARY_PATH
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# flags OPTION...: as pkg-config gives them, put under DESTDIR where they are ours
flags() {
    pkg-config "$@" libchaos | sed -E "s#-([IL])($libdir|$includedir)#-\1$DESTDIR\2#g"
}

cat >"$dir/last.c" <<'EOF'
#include <chaos.h>
#include <stdio.h>

int main(void)
{
    double params[] = { 1.4, 0.3 }, state[] = { 0.1, 0.2 };
    if (chaos_iterate_one(chaos_map_find("henon"), 1000, params, state, NULL, NULL))
        return 1;
    printf("%.17g\n", state[0]);
    return 0;
}
EOF

# shellcheck disable=SC2046,SC2086  # lists of words
{
    $CC $(flags --cflags) "$dir/last.c" -o "$dir/shared" $(flags --libs)
    c=$("$dir/shared")
    echo "C, shared: $c"

    for example in "$srcdir"/examples/*_*.c; do # as README says
        $CC "$example" $(flags --cflags --libs) -lm -o "$dir/example"
    done
    $CC "$srcdir/examples/01_orbit.c" $(flags --cflags --libs) -lm -o "$dir/example"
    "$dir/example" | grep -c equal | grep -qx 10
    echo "examples/01_orbit.c runs"

    # A map of one's own: the file, and what is made of it by hand.
    XDG_CACHE_HOME=$dir/cache
    export XDG_CACHE_HOME
    $CC $(flags --cflags) "$srcdir/examples/07_own_map.c" -o "$dir/own" $(flags --libs)
    "$dir/own" "$srcdir/examples/mymap.c" | grep -q 'equal to the last bit'
    echo "examples/mymap.c has the bits of the built-in map"
    $CC -shared -fPIC -O3 -ffp-contract=off $(flags --cflags) "$srcdir/examples/mymap.c" -o "$dir/mymap.so"
    "$dir/own" "$dir/mymap.so" | grep -q 'equal to the last bit'
    echo "and so has mymap.so, compiled against the installed headers"
    for map in henon circle logistic_ring; do
        $CC -shared -fPIC -O3 -ffp-contract=off $(flags --cflags) "$srcdir/libchaos/maps/$map.c" -o "$dir/$map.so" -lsleef
    done

    if [ -f "$DESTDIR$libdir/libchaos.a" ]; then
        $CC $(flags --cflags) "$dir/last.c" -o "$dir/static" \
            $(flags --static --libs | sed 's/-lchaos/-l:libchaos.a/')
        static=$(env -u LD_LIBRARY_PATH "$dir/static")
        echo "C, static: $static"
        [ "$static" = "$c" ]
    fi
}

shell=$("$DESTDIR$bindir/chaos-sweep" henon a=1.4 b=0.3 x=0.1 y=0.2 --transient=0 --steps=1000 \
    --measure=final:of=x --quiet | awk '!/^#/ && NF { print $1 }')
echo "shell: $shell"
[ "$shell" = "$c" ]
cycle=$("$DESTDIR$bindir/chaos-cycles" logistic r=2.5 x=0.5 --period=1 --quiet | awk '!/^#/ && NF { printf "%.9f", $4 }')
echo "a cycle from the shell: $cycle"
[ "$cycle" = 0.600000000 ]
for page in chaos-sweep chaos-cycles chaos-branch chaos-basins; do
    test -s "$DESTDIR$mandir/man1/$page.1"
done

if [ -n "$PYTHON" ]; then
    [ ! -e "$DESTDIR$chaosexecdir/_chaos.la" ]
    python=$(PYTHONPATH=$(dirname "$DESTDIR$chaosexecdir") "$PYTHON" -c \
        'import chaos; print("%.17g" % chaos.henon(1000, 1.4, 0.3, 0.1, 0.2)[0])')
    echo "Python: $python"
    [ "$python" = "$c" ]
fi
