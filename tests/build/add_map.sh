#!/usr/bin/env bash
# A new map is one file and one line: in a copy of the tree, it is found everywhere, and the
# tests over all maps run over it.
#
# SPDX-License-Identifier: MIT
# shellcheck source=tests/build/add/copy.sh
. "$(dirname "$0")/add/copy.sh"
copied

cp tests/build/add/quartic.c libchaos/maps/
one_line chaos_maps libchaos/maps/Makefile.inc quartic
built logistic,tent,circle,henon,standard,logistic_ring,quartic

sweep='build/run chaos-sweep'
python="build/run ${PYTHON:-/usr/bin/python3} -c"
# shellcheck disable=SC2086  # lists of words
{
found --list '^quartic +quartic map' $sweep --list
found --describe 'maximum order 4' $sweep --describe quartic
found 'a table' '^# .*quartic' $sweep quartic a=1:2:5 --measure=lyapunov --quiet
$sweep quartic -o picture.svg --quiet
found 'a picture' 'Lyapunov exponent' "${PYTHON:-/usr/bin/python3}" tests/build/add/label.py picture.svg 'Lyapunov exponent'
found "Python's function" '^-?0\.[0-9]+$' $python 'import chaos; print(chaos.quartic(100, 1.95, 0.387))'
found "Python's maps" quartic $python 'import chaos; print(list(chaos.maps))'
found 'the same as text' '^same$' $python '
import chaos
text = chaos.Map(chaos.maps["quartic"].formula, a=1.95, x=0.387)
print("same" if text.iterate(1000) == chaos.maps["quartic"].iterate(1000) else "different")'
}
make -C build -s tests/selfcheck docs/mapsdoc
found 'the catalogue in words' '^## quartic' build/docs/mapsdoc
found 'the self-check' '^\| quartic .*\| ok \|' build/tests/selfcheck quartic
tests maps iterate bits text_catalogue
exit $failed
