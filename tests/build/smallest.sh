#!/bin/sh
# What the smallest program weighs that has libchaos in it: one map, the kernels of one
# instruction set, orbits and a sweep. The C library and SLEEF stay shared.
#
# smallest.sh [MAP [ISA [CONFIGURE-ARGUMENT...]]]    builds in a folder of its own
#
# SPDX-License-Identifier: MIT
set -eu
source=$(cd "$(dirname "$0")/../.." && pwd)
map=${1:-logistic} isa=${2:-scalar}
[ $# -lt 2 ] || shift
[ $# -lt 1 ] || shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

"$source/configure" --quiet --with-maps="$map" --with-isas="$isa" --without-gsl --without-cairo --without-python \
  --disable-shared CFLAGS='-O2 -ffunction-sections -fdata-sections' "$@" >configure.log
make -s -j"$(nproc)" libchaos.la >make.log 2>&1 || { cat make.log; exit 1; }

cat >orbit.c <<EOF
#include <chaos.h>
#include <stdio.h>
int main(void)
{
    const chaos_map *map = chaos_map_find("$map");
    double params[16], state[16], orbit[100 * 16];
    for (uint64_t i = 0; i < chaos_map_nparams(map); i++)
        params[i] = chaos_map_param_default(map, i);
    for (uint64_t i = 0; i < chaos_map_dim(map); i++)
        state[i] = chaos_map_state_default(map, i);
    if (chaos_orbit_next(map, 100, params, state, orbit, NULL, NULL) != CHAOS_OK)
        return 1;
    printf("%.17g\n", state[0]);
    return 0;
}
EOF
cat >sweep.c <<EOF
#include <chaos.h>
#include <stdio.h>
int main(void)
{
    const chaos_map *map = chaos_map_find("$map");
    chaos_measure *measure;
    double exponents[1000];
    if (chaos_measure_new(map, "lyapunov:steps=10000", &measure, NULL) != CHAOS_OK)
        return 1;
    const double first = chaos_map_param_default(map, 0);
    const chaos_axis axis = {
        .size = sizeof axis, .name = chaos_map_param(map, 0), .count = 1000, .start = 0.9 * first, .stop = first
    };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    const chaos_output output = { .size = sizeof output, .measure = measure, .name = "lyapunov", .data = exponents };
    if (chaos_sweep(map, &grid, &output, 1, NULL, NULL, NULL) != CHAOS_OK)
        return 1;
    printf("%.17g\n", exponents[999]);
    chaos_measure_free(measure);
    return 0;
}
EOF
for program in orbit sweep; do
  ${CC:-cc} -O2 -I"$source/libchaos" $program.c -o $program .libs/libchaos.a -Wl,--gc-sections -s \
    $(pkg-config --libs sleef) -lm -pthread
  ./$program >/dev/null
  echo "$program of $map on $isa: $(wc -c <$program) bytes"
done
