//! Which functions are similar. The compression of downloads (deflate) finds repetitions within the last
//! 32 kB, so similar functions belong beside each other.

use std::collections::{HashMap, VecDeque};

/// The length of the sequences of bytes that are compared: several instructions.
const SEQUENCE: usize = 6;

/// The maximum number of functions with a sequence: more frequent ones are near everywhere.
const FREQUENT: usize = 60;

/// The number of bytes before a function that are compared with it: most of deflate's window.
const WINDOW: usize = 24_000;

/// The weight of all functions with a sequence together. A whole number, so that the order is reproducible.
const UNIT: u64 = 5040;

/// The positions of the bodies in an order in which each is similar to those right before it.
pub fn similar_together(bodies: &[&[u8]]) -> Vec<usize> {
    let shared = Shared::new(bodies);
    let mut scores = Scores::new(bodies);
    let mut window = VecDeque::new();
    let mut order = Vec::new();
    let mut held = 0;
    while let Some(next) = scores.take_best() {
        order.push(next);
        window.push_back(next);
        held += bodies[next].len();
        shared.each(next, |other, weight| scores.of[other] += weight);
        while held > WINDOW && window.len() > 1 {
            let Some(last) = window.pop_front() else { break };
            held -= bodies[last].len();
            shared.each(last, |other, weight| scores.of[other] -= weight);
        }
    }
    order
}

/// The functions that have a sequence in common.
struct Shared<'a> {
    /// The sequences of each function that others have, too.
    sequences: Vec<Vec<&'a [u8]>>,
    functions: HashMap<&'a [u8], Vec<usize>>,
}

impl<'a> Shared<'a> {
    fn new(bodies: &[&'a [u8]]) -> Self {
        let mut functions: HashMap<_, Vec<_>> = HashMap::new();
        for (function, body) in bodies.iter().enumerate() {
            for sequence in body.windows(SEQUENCE) {
                let found = functions.entry(sequence).or_default();
                if found.last() != Some(&function) {
                    found.push(function);
                }
            }
        }
        functions.retain(|_, found| (2..=FREQUENT).contains(&found.len()));
        let mut sequences = vec![Vec::new(); bodies.len()];
        for (sequence, found) in &functions {
            for &function in found {
                sequences[function].push(*sequence);
            }
        }
        Self { sequences, functions }
    }

    /// Calls back with each function that shares a sequence with this one; a rare sequence weighs more.
    fn each(&self, function: usize, mut found: impl FnMut(usize, u64)) {
        for sequence in &self.sequences[function] {
            let others = &self.functions[sequence];
            for &other in others {
                found(other, UNIT / others.len() as u64);
            }
        }
    }
}

/// How similar each function is to those in the window.
struct Scores {
    of: Vec<u64>,
    lengths: Vec<u64>,
    /// The functions without a position.
    left: Vec<usize>,
}

impl Scores {
    fn new(bodies: &[&[u8]]) -> Self {
        let lengths: Vec<_> = bodies.iter().map(|body| body.len() as u64).collect();
        Self { of: vec![0; lengths.len()], left: (0..lengths.len()).collect(), lengths }
    }

    /// Takes the function that is most similar for its length; the longest if none is similar.
    fn take_best(&mut self) -> Option<usize> {
        let value = |function: usize| (self.density(function), self.lengths[function]);
        let (at, _) = self.left.iter().enumerate().max_by_key(|&(_, &function)| value(function))?;
        Some(self.left.swap_remove(at))
    }

    /// The square favors long functions, whose repetitions save more.
    fn density(&self, function: usize) -> u64 {
        self.of[function].pow(2) / self.lengths[function].max(1)
    }
}
