#!/bin/sh
# What hostile inputs cost: each is read and coded by a process of its own, with a stack of 2 MiB.
#
#   bench/hostile.sh [DIR]       inputs that `griot-dev hostile` has written; written when missing
#
# Prints for each input its exit code, seconds by the clock, megabytes, and whether the article came
# out. Ends with the worst of each, and with 1 when an input broke a limit: 2 seconds, 500 MB, a
# process killed or aborted, an article lost, a failure that does not name the input. Seconds are those
# of the clock: on a busy machine look at those of the processor beside them. Needs GNU time as
# `/usr/bin/time`.
set -eu
ulimit -s 2048
cd "$(dirname "$0")/.."
cargo build --quiet --release --locked -p griot-cli -p griot-dev
bin=${CARGO_TARGET_DIR:-target}/release
dir=${1:-${CARGO_TARGET_DIR:-target}/hostile}
[ -f "$dir/expected.tsv" ] || "$bin/griot-dev" hostile --out "$dir"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tab=$(printf '\t')
printf '%-26s %-5s %4s %8s %8s %8s  %s\n' input what rc seconds of-cpu MB article
while IFS=$tab read -r name mark; do
    for what in read code; do
        [ "$what" = code ] && flags=--json || flags="--archive $work/archive"
        rc=0
        # shellcheck disable=SC2086
        /usr/bin/time -f '%e %M %U %S' -o "$work/time" \
            "$bin/griot" "$what" $flags --quiet --workers 1 "$dir/$name" \
            > "$work/out" 2> "$work/err" || rc=$?
        article=-
        if [ -n "$mark" ]; then
            if grep -q "$mark" "$work/out"; then article=kept; else article=lost; fi
        fi
        if [ "$rc" -eq 2 ] && ! grep -qF "$name" "$work/err"; then article=unnamed; fi
        tail -n 1 "$work/time" | awk -v n="$name" -v w="$what" -v rc="$rc" -v a="$article" '{
            lost = a == "lost" || a == "unnamed"
            bad = ($1 > 2 || $2 > 500 * 1024 || rc > 2 || lost) ? "  <-- breaks a limit" : ""
            printf "%-26s %-5s %4d %8.2f %8.2f %8.0f  %s%s\n", n, w, rc, $1, $3 + $4, $2 / 1024, a, bad
        }'
    done
done < "$dir/expected.tsv" | tee "$work/table"
awk '{ if ($4 > s) s = $4; if ($5 > c) c = $5; if ($6 > m) m = $6 } END {
    printf "worst: %.2f s, %.2f s of processor, %.0f MB\n", s, c, m }' "$work/table"
! grep -q 'breaks a limit' "$work/table"
