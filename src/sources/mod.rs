//! Where first credentials come from: static keys, the environment, processes.
