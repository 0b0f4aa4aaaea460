#!/bin/sh
# Builds data sets of growing size and density with a fixed seed, and prints what commands and operations cost on them,
# against a bare rusqlite program that does the same: docs/PERFORMANCE.md was made by it.
#
#   benches/compare.sh [FOLDER]            all but the largest set: 2 GB, some minutes
#   LARGEST=1 benches/compare.sh [FOLDER]  with a million packets and five million edges: 14 GB, a quarter of an hour
#
# The folder keeps the data sets for the next run; the default is a RAM disk where there is one.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-}
if [ -z "$folder" ]; then
    if [ -d /dev/shm ]; then folder=/dev/shm/locus-compare; else folder=${TMPDIR:-/tmp}/locus-compare; fi
fi
mkdir -p "$folder"
sets=0x0,1000x5,10000x0.5,10000x5,10000x50,100000x5
if [ "${LARGEST:-0}" = 1 ]; then sets=$sets,1000000x5; fi

echo "$(uname -sm), $(getconf _NPROCESSORS_ONLN) processors, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -1)"
echo "$(rustc --version), data in $(df -P "$folder" | awk 'NR == 2 { print $1 }'), $(cat /proc/loadavg 2>/dev/null | cut -d' ' -f1) processes at work before"
cargo bench --quiet -p locus-cli --bench compare -- --dir "$folder" --sets "$sets" --whole 31 --load 5 --inside
