//! The sans-I/O relay: which packet goes where, under which numbers.
#![forbid(unsafe_code)]

pub use goround_relay_transport::Instant;
