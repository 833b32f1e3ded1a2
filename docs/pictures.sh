#!/bin/sh
# The pictures of docs/maps.md: docs/pictures.sh FOLDER [MAP...], run from a build
# folder. A map's own picture with fewer points; for attractors of two states and
# more, and maps without parameters, the density of the default orbit.
# Needs a Python with Pillow ($PYTHON), to make them small.
set -eu
folder=$1
shift
: "${SWEEP:=./run chaos-sweep}" "${PYTHON:=python3}"
mkdir -p "$folder"
[ $# -gt 0 ] || set -- $($SWEEP --list | awk '{ print $1 }')
for map do
    case $map in
        ulam | cusp | continued_fraction) what="--measure=density:bins=400 --steps=2000000" ;;
        henon | lozi | ikeda | tinkerbell | duffing | delayed_logistic | burgers | kaplan_yorke | zaslavskii | sinai | \
            predator_prey | maynard_smith | gumowski_mira | rulkov | de_jong | clifford | svensson | bedhead | \
            zeraoulia_sprott | generalized_henon | border_collision | chialvo | bouncing_ball | dissipative_standard | hopalong)
            what="--measure=density:of=x,y:bins=400,400 --steps=2000000" ;;
        folded_towel | henon_3d | adaptive_control) what="--measure=density:of=x,y:bins=400,400 --steps=2000000" ;;
        cat | baker) what="x=0:1:400 y=0:1:400 --transient=0 --steps=3 --measure=final:of=x" ;;
        two_neuron) what="--transient=1000 --measure=orbit:steps=600:of=x1" ;;
        logistic_ring | logistic_global | standard_ring) what="N=64 --transient=1000 --measure=orbit:steps=200" ;;
        *) what= ;;
    esac
    case $map in
        bouncing_ball) what=$(echo "$what" | sed s/x,y/theta,v/) ;;
        dissipative_standard) what=$(echo "$what" | sed s/x,y/theta,p/) ;;
        gumowski_mira) what="$what --transient=0 --steps=60000" ;;
    esac
    # shellcheck disable=SC2086
    $SWEEP "$map" $what --quiet -o "$folder/$map.full.png"
    "$PYTHON" -c 'import sys
from PIL import Image
i = Image.open(sys.argv[1]).convert("RGB")
i = i.resize((640, i.height * 640 // i.width), Image.LANCZOS).quantize(64)
i.save(sys.argv[2], optimize=True)' "$folder/$map.full.png" "$folder/$map.png"
    rm "$folder/$map.full.png"
done
