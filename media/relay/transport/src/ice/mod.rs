//! The lite side of ICE (RFC 8445 section 2.5): it answers checks and never sends one.

mod agent;
mod credentials;
mod paths;
#[cfg(test)]
mod tests;

pub use agent::{Agent, Answer, Rejected};
pub use credentials::Credentials;
pub use paths::MAX_PATHS;

/// What a transport's ICE is worth, as told to its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There is a selected address that consents to be sent to.
    Connected,
    /// Consent lapsed (RFC 7675): nothing is sent until the next valid check.
    Disconnected,
}
