#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| rolehop_fuzz::chain::run(input));
