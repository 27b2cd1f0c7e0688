//! What a stranger's bytes may do to the relay's parsers and to a room: nothing but be refused.
//!
//! Each target takes any bytes. It must not panic, and checks what must hold of what was read. The
//! tests run every target on its corpus and on some thousand mutations of it; `make fuzz` lets
//! libFuzzer look for more.
#![forbid(unsafe_code)]

mod conference;
mod mutator;
mod parsers;
mod port;
mod script;

pub use mutator::Mutator;

/// Takes any bytes.
pub type Target = fn(&[u8]);

/// Every target by its name, which is that of its folder in `corpus`.
pub const TARGETS: [(&str, Target); 10] = [
    ("stun", parsers::stun),
    ("rtp", parsers::rtp),
    ("rtcp", parsers::rtcp),
    ("vp8", parsers::vp8),
    ("vp9", parsers::vp9),
    ("h264", parsers::h264),
    ("av1", parsers::av1),
    ("dependency", parsers::dependency),
    ("port", port::datagrams),
    ("room", conference::media),
];

/// The target called `name`.
#[must_use]
pub fn target(name: &str) -> Option<Target> {
    TARGETS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, target)| *target)
}
