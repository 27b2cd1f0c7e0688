//! Every target on its corpus and on mutations of it; `FUZZ_ROUNDS` makes it longer.

use std::fs;
use std::path::Path;

use goround_relay_fuzz::{Mutator, TARGETS};

/// Inputs for each target: a few seconds in all without optimisation.
const ROUNDS: usize = 3_000;

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(name);
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
        .iter()
        .map(|file| fs::read(file).expect("a readable file"))
        .collect()
}

#[test]
fn nothing_a_stranger_sends_does_harm() {
    let rounds = std::env::var("FUZZ_ROUNDS").map_or(ROUNDS, |rounds| {
        rounds.parse().expect("FUZZ_ROUNDS is a number")
    });
    for (name, target) in TARGETS {
        let inputs = corpus(name);
        assert!(!inputs.is_empty(), "{name} has a corpus");
        inputs.iter().for_each(|input| target(input));
        let mut mutator = Mutator::new(inputs, 1);
        (0..rounds).for_each(|_| target(&mutator.next_input()));
    }
}
