//! The targets of the fuzzer with its seeds, and with mutations of them: what `npm run fuzz:smoke` runs with
//! coverage guidance. What a fuzzer finds becomes a seed.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use crate::fuzz_targets::{self, TARGETS, Target};

/// The mutations of each seed, and of the seed of the control.
const MUTATIONS: u64 = 600;
const CONTROL_MUTATIONS: u64 = 1000;

/// The texts that a mutation inserts.
const PIECES: [&str; 12] =
    ["\n", "----\n", "[", "]", "=", "\\", "\u{0}", "\u{202e}", "é", "{", "\r\n  ", "9"];

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(name);
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// A mutation: a range is removed, repeated, or replaced with a piece.
fn mutated(seed: &[u8], number: u64) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % (limit as u64 + 1)).unwrap()
    };
    let start = below(seed.len());
    let end = (start + below(8)).min(seed.len());
    let piece = match below(2) {
        0 => Vec::new(),
        1 => seed[start..end].repeat(2),
        _ => PIECES[below(PIECES.len() - 1)].as_bytes().to_vec(),
    };
    [&seed[..start], &piece, &seed[end..]].concat()
}

/// The first input of a target that breaks its invariant.
fn broken(target: Target, seeds: &[Vec<u8>], mutations: u64) -> Option<Vec<u8>> {
    let mutations = seeds.iter().flat_map(|seed| (1..=mutations).map(|at| mutated(seed, at)));
    seeds.iter().cloned().chain(mutations).find(|input| catch_unwind(|| target(input)).is_err())
}

#[test]
fn invariants_hold_for_the_seeds_and_mutations_of_them() {
    for (name, target) in TARGETS {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{name}");
        let found = broken(target, &seeds, MUTATIONS)
            .map(|input| String::from_utf8_lossy(&input).into_owned());
        assert_eq!(found, None, "{name}");
    }
}

/// The positive control: a target with a mistake.
#[test]
fn a_mistake_is_found() {
    let found = broken(fuzz_targets::control::run, &seeds("control"), CONTROL_MUTATIONS);
    assert!(found.is_some());
}
