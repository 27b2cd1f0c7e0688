//! One ICE-lite agent: one component, one local candidate, any number of remote addresses.

use std::time::Duration;

use super::paths::Paths;
use super::{Credentials, State};
use crate::stun::{Builder, Class, Message, Role};
use crate::{Address, Instant};

/// Consent to send lasts this long after a valid check (RFC 7675 section 5.1).
const CONSENT: Duration = Duration::from_secs(30);

/// After this long without a sign of life from the selected address, a check from another moves
/// the transport even if it does not nominate.
///
/// Peers that nominate once (aioice, RFC 8445 section 8.1.1) check every 4 to 6 s and show no
/// USE-CANDIDATE after a NAT rebinding. Chromium keeps spare pairs alive with such checks too, but
/// nominates at its chosen pair at least every 2.5 s, which moves it back.
const SILENCE: Duration = Duration::from_secs(4);

/// Role Conflict (RFC 8445 section 7.3.1.1).
const ROLE_CONFLICT: u16 = 487;

/// Unknown Attribute (RFC 8489 section 6.3.1).
const UNKNOWN_ATTRIBUTE: u16 = 420;

/// The message is not from someone who knows our password; it gets no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejected;

/// What an authentic check led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Length of the response in the buffer given, to be sent where the check came from.
    pub length: usize,
    /// Whether the sender's address is (now) one of the transport's.
    pub accepted: bool,
    /// The address that had to be forgotten for it, if any.
    pub forgotten: Option<Address>,
    /// The state entered, if it changed.
    pub state: Option<State>,
}

/// The ICE-lite agent of one transport.
///
/// Always controlled, never sends a check. A check that nominates selects the address it came from;
/// one that does not selects only where nothing is selected, or where the selected address has
/// fallen silent. So a restart breaks nothing before it has made something: media goes on to the old
/// pair while the new generation is still being checked.
#[derive(Debug)]
pub struct Agent {
    current: Credentials,
    /// Valid beside `current` until a pair of that is selected.
    previous: Option<Credentials>,
    paths: Paths,
    selected: Option<Address>,
    consent_until: Instant,
}

impl Agent {
    /// An agent that waits for its first check.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self {
            current: credentials,
            previous: None,
            paths: Paths::new(),
            selected: None,
            consent_until: Instant::default(),
        }
    }

    /// Begin a new generation (RFC 8445 section 9).
    ///
    /// The old credentials are answered, and the old pair stays selected, until a check with the
    /// new ones selects another. Of several unused generations only the newest stays.
    ///
    /// Returns the credentials that are valid no more.
    pub fn restart(&mut self, credentials: Credentials) -> Option<Credentials> {
        let replaced = std::mem::replace(&mut self.current, credentials);
        if self.previous.is_some() {
            return Some(replaced);
        }
        self.previous = Some(replaced);
        None
    }

    /// Where to send, while somebody there consents.
    #[must_use]
    pub fn selected(&self) -> Option<Address> {
        self.selected
    }

    /// Whether there is somewhere to send.
    #[must_use]
    pub fn state(&self) -> State {
        if self.selected.is_some() {
            State::Connected
        } else {
            State::Disconnected
        }
    }

    /// The ufrags that are answered now.
    pub fn ufrags(&self) -> impl Iterator<Item = &str> {
        [Some(&self.current), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .map(Credentials::ufrag)
    }

    /// Every address a valid check came from and that is not forgotten.
    pub fn addresses(&self) -> impl Iterator<Item = Address> + '_ {
        self.paths.addresses()
    }

    /// When consent lapses unless another check comes; `None` while nothing is selected.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.selected.map(|_| self.consent_until)
    }

    /// Whether `address` showed life within the last few seconds.
    #[must_use]
    pub fn is_alive(&self, address: Address, now: Instant) -> bool {
        self.paths
            .find(address)
            .is_some_and(|path| now - path.heard < SILENCE)
    }

    /// When anything authentic last came; `None` before the first check.
    #[must_use]
    pub fn heard(&self) -> Option<Instant> {
        self.paths.heard()
    }

    /// Note that something authentic other than a check (SRTP, say) came from `address`.
    ///
    /// It is no consent (RFC 7675 section 5.1), but tells that the selected address is in use.
    pub fn heard_from(&mut self, address: Address, now: Instant) {
        self.paths.touch(address, now);
    }

    /// Forget `address`, which another transport has proved to be its own.
    ///
    /// Returns the state entered, if it changed.
    pub fn forget(&mut self, address: Address) -> Option<State> {
        self.paths.remove(address);
        (self.selected == Some(address)).then(|| {
            self.selected = None;
            State::Disconnected
        })
    }

    /// Let consent lapse if its time has come; the state entered, if it changed.
    pub fn handle_timeout(&mut self, now: Instant) -> Option<State> {
        let lapsed = self.deadline().is_some_and(|deadline| deadline <= now);
        lapsed.then(|| {
            self.selected = None;
            State::Disconnected
        })
    }

    /// Answer a binding request that came from `from`, writing the response into `reply`, at least
    /// [`crate::stun::MAX_REPLY_BYTES`] long.
    ///
    /// Returns what followed, and the credentials that are valid no more, if the check was the first
    /// of a new generation to select its address.
    ///
    /// # Errors
    ///
    /// [`Rejected`] where it is no request, or lacks FINGERPRINT, our ufrag or the right integrity;
    /// nothing changed, nothing is to be sent.
    pub fn handle_check(
        &mut self,
        message: &Message<'_>,
        from: Address,
        now: Instant,
        reply: &mut [u8],
    ) -> Result<(Answer, Option<Credentials>), Rejected> {
        let is_current = self.authenticate(message)?;
        let transaction = message.transaction();
        let refused = |length| Answer {
            length,
            accepted: false,
            forgotten: None,
            state: None,
        };
        let key = self.answering(is_current).key();
        if !message.unknown_attributes().is_empty() {
            let length = Builder::new(reply, Class::Error, transaction)
                .error_code(UNKNOWN_ATTRIBUTE)
                .unknown_attributes(message.unknown_attributes())
                .finish(key);
            return Ok((refused(length), None));
        }
        if message.role() == Some(Role::Controlled) {
            // A lite agent is always the controlled one (RFC 8445 section 6.1.1).
            let length = Builder::new(reply, Class::Error, transaction)
                .error_code(ROLE_CONFLICT)
                .finish(key);
            return Ok((refused(length), None));
        }
        let length = Builder::new(reply, Class::Success, transaction)
            .xor_mapped_address(from.socket)
            .finish(key);
        let forgotten = self.paths.insert(from, now, self.selected);
        let (is_selected, state) = self.select(message.nominates(), from, now);
        let retired = if is_current && is_selected {
            self.previous.take()
        } else {
            None
        };
        Ok((
            Answer {
                length,
                accepted: true,
                forgotten,
                state,
            },
            retired,
        ))
    }

    /// Whether the check is of the current generation, or of the one before.
    fn authenticate(&self, message: &Message<'_>) -> Result<bool, Rejected> {
        if message.class() != Class::Request || !message.has_fingerprint() {
            return Err(Rejected);
        }
        let ufrag = message.receiver_ufrag().ok_or(Rejected)?;
        let is_current = ufrag == self.current.ufrag();
        let credentials = self.answering(is_current);
        if ufrag != credentials.ufrag() || !message.is_authentic(credentials.key()) {
            return Err(Rejected);
        }
        Ok(is_current)
    }

    fn answering(&self, is_current: bool) -> &Credentials {
        if is_current {
            &self.current
        } else {
            self.previous.as_ref().unwrap_or(&self.current)
        }
    }

    /// Renew consent, and move to `from` where that is called for.
    ///
    /// Returns whether this check selected `from`, and the state entered, if it changed.
    fn select(&mut self, nominated: bool, from: Address, now: Instant) -> (bool, Option<State>) {
        self.consent_until = now + CONSENT;
        let Some(selected) = self.selected else {
            self.selected = Some(from);
            return (true, Some(State::Connected));
        };
        let moves = nominated || !self.is_alive(selected, now);
        if moves {
            self.selected = Some(from);
        }
        (moves, None)
    }
}
