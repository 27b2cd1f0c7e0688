//! The one error of every parser in this crate.

use std::fmt;

/// The bytes are not what they claim to be. Counted and dropped, never told to whoever sent them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("malformed packet")
    }
}

impl std::error::Error for Malformed {}
