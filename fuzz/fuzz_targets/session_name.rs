#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| rolehop_fuzz::session_name::run(input));
