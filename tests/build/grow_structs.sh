#!/usr/bin/env bash
# Structs that begin with their size keep the promise of chaos.h: a libchaos in which each has
# one member more goes on understanding programs compiled before, and this one programs
# compiled for that, unless they set the member.
#
# SPDX-License-Identifier: MIT
# shellcheck source=tests/build/add/copy.sh
. "$(dirname "$0")/add/copy.sh"
copied
maps=logistic,henon

# compiled NAME FLAGS...: the caller, with the headers as they are
compiled() {
    local name=$1
    shift
    ${CC:-gcc} -std=c11 -Wall -Wextra -Werror -Ilibchaos "$@" tests/build/add/caller.c -o "$name" \
        build/.libs/libchaos.so
}

# prints LIBRARY COMMAND...: what the caller says with that library
prints() {
    local library=$1
    shift
    XDG_CACHE_HOME=$PWD/cache LD_LIBRARY_PATH=$PWD/$library "$@"
}

# same WHAT LIBRARY COMMAND...: that it says what it said with its own
same() {
    local what=$1
    shift
    if prints "$@" >said && diff expected said; then
        echo "$what: understood"
    else
        echo "FAILED: $what"
        failed=1
    fi
}

built $maps libchaos.la
compiled before
mkdir -p cache
cp -a build/.libs now
prints now ./before >expected
cat expected

structs='options axis grid batch output array text file function'
for struct in $structs; do
    perl -0pi -e "s/\n\} chaos_$struct;/\n    uint64_t later;\n} chaos_$struct;/ and \$n++; END { exit !\$n }" \
        "$(grep -l "^} chaos_$struct;" libchaos/chaos/*.h)"
    perl -pi -e "s/\bM\(chaos_$struct, size\)/M(chaos_$struct, later) + M(chaos_$struct, size)/ and \$n++; END { exit !\$n }" \
        libchaos/core/structs.c
done
make -C build -s -j"$(nproc)" libchaos.la >build/make.log 2>&1 || { tail -n 40 build/make.log; exit 1; }
compiled after -DLATER
cp -a build/.libs later

same "a program compiled before, the library later" later ./before
same "a program compiled later, the library as it is" now ./after
same "a program compiled later, the library later" later ./after 1
prints now ./after 1 >said
refused=$(grep -c 'must be 0' said) || true
if [ "$refused" -eq 6 ] && grep -qx 'axis value nan' said; then
    echo "what this library does not know: refused"
else
    cat said
    echo "FAILED: what this library does not know was taken"
    failed=1
fi
exit $failed
