#!/usr/bin/env bash
# A new measure with two options is one file and one line: in a copy of the tree, it is found
# everywhere, and the tests over all measures run over it.
#
# SPDX-License-Identifier: MIT
# shellcheck source=tests/build/add/copy.sh
. "$(dirname "$0")/add/copy.sh"
copied

cp tests/build/add/exceedance.c libchaos/measures/
one_line chaos_measures libchaos/measures/Makefile.inc exceedance
built logistic,henon,circle,standard,ikeda,logistic_ring

sweep='build/run chaos-sweep'
python="build/run ${PYTHON:-/usr/bin/python3} -c"
measured='logistic r=3.5:4:30 --measure=exceedance:level=0.5:run=2:steps=500 --quiet'
# shellcheck disable=SC2086  # lists of words
{
found --help '^ +exceedance ' $sweep --help
found '--help, its options' 'level.*what a column must be above' $sweep --help
found 'the man page' 'exceedance' cat build/docs/chaos-sweep.1
found 'the man page, its options' 'records in a row that must be above' cat build/docs/chaos-sweep.1
found "a table's header" '^# .*r.*exceedance' $sweep $measured
found "a table's values" '^4	0\.[0-9]' $sweep $measured
found 'a wrong option' "level must be .*, got 'high'" $sweep logistic --measure=exceedance:level=high
$sweep $measured -o picture.svg
found "a picture's axis" 'time above the level' "${PYTHON:-/usr/bin/python3}" tests/build/add/label.py picture.svg 'time above the level'
found "Python's docstring" 'exceedance.*fraction of time above a level' $python 'import chaos; help(chaos.Map.sweep)'
found "Python's docstring, its options" 'what a column must be above' $python 'import chaos; help(chaos.Map.sweep)'
found "Python's stubs" 'class _Exceedance' cat build/bindings/python/chaos/_tables.pyi
found "Python's stubs, its options" 'level: float' cat build/bindings/python/chaos/_tables.pyi
found "Python" '^0\.[0-9]+ 0$' $python '
import chaos
swept = chaos.Map("logistic").sweep(r=[3.9], measure={"exceedance": {"level": 0.5}})
print(swept["exceedance"][0], int(swept["exceedance_status"][0]))'
if ${PYTHON:-/usr/bin/python3} -c 'import xarray' 2>/dev/null; then
    found "xarray's attributes" 'time above the level, of all records' $python '
import chaos
swept = chaos.Map("logistic").sweep(r=[3.9, 4], measure="exceedance").to_xarray()
print(swept.exceedance.attrs["long_name"], swept.exceedance.attrs["units"], sep=", ")'
else
    echo "no xarray here: its attributes are not looked at"
fi
}
tests all all_options
exit $failed
