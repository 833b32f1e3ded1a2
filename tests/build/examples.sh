#!/bin/sh
# The examples print what is true. EMULATOR runs them where they are cross-built.
# shellcheck disable=SC2016  # the dollars are awk's
set -u
failed=0

# example NAME [CODE [ARGUMENT...]]: runs it, wants that exit code, keeps what it printed in $out
example() {
    echo "== $1"
    name=$1 expected=${2:-0}
    shift
    [ $# -eq 0 ] || shift
    out=$(${EMULATOR-} "./examples/$name" "$@" 2>&1)
    code=$?
    printf '%s\n' "$out" | cut -c1-100 | head -n 10
    if [ $code -ne "$expected" ]; then
        echo "FAILED: exit code $code" >&2
        failed=1
    fi
}

# true_of WHAT AWK-PROGRAM: the program exits 0 if the output is right
true_of() {
    if ! printf '%s\n' "$out" | awk "$2"; then
        echo "FAILED: $1" >&2
        failed=1
    fi
}

# The orbit is awk's own, to the last digit of a double.
example 01_orbit
true_of "ten states equal to those of awk's loop" '
    BEGIN { r = 3.9; x = 0.5 }
    NR > 1 { good += $2 == sprintf("%.17g", x) && $3 == "equal"; x = r * x * (1 - x) }
    END { exit good != 10 }'

example 02_lyapunov
true_of "eight exponents within 5 standard errors of ln 2" '
    { value = $3; error = $5; off = value - log(2); sub(",", "", error) }
    error > 0 && error < 0.001 && off * off < 25 * error * error { good++ }
    END { exit good != 8 }'

# At r = 2.5 the orbit rests on 0.6, at r = 4 it comes by everywhere.
example 03_bifurcation
true_of "a picture of 600 x 400 with one dark pixel at the left and 400 at the right" '
    NR == 1 { magic = $0 }
    NR == 2 { size = $0 }
    NR > 3 { rows++; columns += NF == 600; left += $1 < 255; right += $600 < 255
             if ($1 < 255) height = 400 - rows }
    END { exit !(magic == "P2" && size == "600 400" && rows == 400 && columns == 400 &&
                 left == 1 && height >= 239 && height <= 240 && right == 400) }'

# det Df^2 = b^2 = 0.09. Without GSL the example says that it can not be done.
if grep -q '^#define HAVE_GSL 1' config.h; then
    example 04_cycle
    true_of "two points that map into each other, multipliers whose product is 0.09" '
        function near(a, b) { return (a - b) ^ 2 < 1e-20 }
        BEGIN { n = 0 }
        / converged/ { good++ }
        /^point/ { x[n] = $2; y[n++] = $3 }
        /^multiplier/ { product = product == "" ? $2 : product * $2 }
        END { for (i = 0; i < 2; i++)
                  good += near(x[1 - i], 1 - 1.4 * x[i]^2 + y[i]) && near(y[1 - i], 0.3 * x[i])
              exit !(good == 3 && n == 2 && near(product, 0.09)) }'
else
    example 04_cycle 1
    true_of "a word on GSL" '/GSL/ { good = 1 } END { exit !good }'
fi

example 05_cancel
true_of "a call that stopped early and kept what was finished" '
    /calls of progress/ { for (i = 1; i < NF; i++) if ($i == "of") { done = $(i-1); total = $(i+1) } }
    END { exit !(done >= 0 && done < total && total == 40000) }'

example 06_function
true_of "all states equal, exponents too" '
    /states equal/ { equal = $2 == $4 && $4 == 101 }
    /apart/ { close_by = $4 < 1e-9 }
    END { exit !(equal && close_by) }'

# The machine's compiler compiles for the machine.
if [ -z "${EMULATOR-}" ]; then
    XDG_CACHE_HOME=$(mktemp -d)
    export XDG_CACHE_HOME
    example 07_own_map 0 "${srcdir:-.}/examples/mymap.c"
    true_of "the bits of the built-in map" '/equal to the last bit/ { good = 1 } END { exit !good }'
    rm -rf "$XDG_CACHE_HOME"
fi

exit $failed
