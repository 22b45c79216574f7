//! Runs a plan: the only part of the engine that waits.
