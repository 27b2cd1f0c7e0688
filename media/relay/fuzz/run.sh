#!/bin/bash
# libFuzzer on each target in turn: run.sh SECONDS [TARGET...]. What it finds stays in target/fuzz: inputs that reach
# something new in TARGET/, and one that fails as crash-TARGET-*, which `FUZZ_TARGET=TARGET fuzz FILE` repeats.
set -euo pipefail
cd "$(dirname "$0")"
seconds=$1
shift
targets=("$@")
((${#targets[@]})) || mapfile -t targets < <(ls corpus)

host=$(rustc +nightly -vV | sed -n 's/^host: //p')
coverage=(-sanitizer-coverage-level=4 -sanitizer-coverage-inline-8bit-counters -sanitizer-coverage-pc-table
	-sanitizer-coverage-trace-compares)
export RUSTFLAGS="-Cpasses=sancov-module ${coverage[*]/#/-Cllvm-args=} -Zsanitizer=address -Cdebug-assertions -Coverflow-checks"
work=$(cd .. && pwd)/target/fuzz
cargo +nightly build --quiet --locked --release --target "$host" --target-dir "$work/build" --features libfuzzer --bin fuzz
for target in "${targets[@]}"; do
	echo "== $target: $seconds s"
	mkdir -p "$work/$target"
	FUZZ_TARGET=$target "$work/build/$host/release/fuzz" -max_total_time="$seconds" -max_len=2000 -print_final_stats=1 \
		-artifact_prefix="$work/crash-$target-" "$work/$target" "corpus/$target" 2>&1 |
		grep -E '^stat::|DONE|panicked|ERROR|assertion|Test unit' || true
	((PIPESTATUS[0] == 0)) || exit 1
done
