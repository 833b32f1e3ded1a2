#!/bin/sh
# A guard against slow kernels that no clock can give on a shared machine:
# callgrind counts the instructions of each kind of work (instructions.c), with
# AVX2, as valgrind knows no AVX-512. The numbers committed in instructions.txt
# belong to one compiler, its flags and one SLEEF; for others it is skipped.
#
# instructions.sh            fails where there are more than 3 % more
# instructions.sh --accept   takes what it counts as what is to be
#
# The tolerance is for what is not ours: the C library's memset and malloc
# differ between processors.
tolerance=3
here=$(dirname "$0")
program=${INSTRUCTIONS:-tests/bench/instructions}
numbers=$here/instructions.txt
out=instructions.$$.out
trap 'rm -f "$out" "$out.counts"' EXIT

skip() { echo "instructions: $1; skipped"; exit 77; }

for tool in valgrind callgrind_annotate; do
  command -v $tool >/dev/null || skip "$tool is not here"
done
key=$("$program") || exit 1
case $key in
  *-fsanitize*) skip "sanitizers count too" ;;
esac
test "$1" = --accept || grep -qxF "# $key" "$numbers" || skip "no numbers for $key"

./libtool --mode=execute valgrind --tool=callgrind --callgrind-out-file="$out" "$program" avx2 >/dev/null 2>&1
case $? in
  0) ;;
  77) skip "this machine has no AVX2" ;;
  *) skip "valgrind fails here" ;;
esac
callgrind_annotate --inclusive=yes --threshold=100 "$out" |
  sed -n 's|^ *\([0-9,]*\) .*bench/instructions\.c:\(count_[a-z_]*\) .*|\2 \1|p' | tr -d , | sort -u >"$out.counts"

if test "$1" = --accept; then
  { echo "# $key"; cat "$out.counts"; } >"$numbers"
  exit
fi
awk -v tolerance=$tolerance '
  /^#/ { next }
  NR == FNR { wanted[$1] = $2; next }
  { percent = 100 * ($2 / wanted[$1] - 1); found[$1] = 1
    printf "%-28s %10d instructions, %+.1f %%\n", $1, $2, percent
    if (!($1 in wanted) || percent > tolerance) { print "    TOO MANY: " wanted[$1] " were enough"; bad = 1 }
    if (percent < -tolerance) print "    fewer: instructions.sh --accept, please" }
  END { for (name in wanted) if (!(name in found)) { print name " was not counted"; bad = 1 }
        exit bad }' "$numbers" "$out.counts"
