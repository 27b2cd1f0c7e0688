//! What is given up first when not everything can be sent.

/// How badly a datagram is needed: the greatest is dropped first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// STUN, DTLS, RTCP: little, and without it nothing else works.
    #[default]
    Control,
    /// Sound: a word lost is a word not heard.
    Sound,
    /// The picture of whoever matters most to this receiver.
    FirstPicture,
    /// Other pictures of importance.
    Picture,
    /// Pictures of everybody else.
    LastPicture,
}

impl Urgency {
    /// How many there are.
    pub const COUNT: usize = Self::LastPicture as usize + 1;

    /// Every one, the most urgent first.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Control,
        Self::Sound,
        Self::FirstPicture,
        Self::Picture,
        Self::LastPicture,
    ];

    /// The picture of somebody whom policy gives this priority, the highest number first.
    #[must_use]
    pub const fn of_picture(priority: u8) -> Self {
        match priority {
            0 => Self::LastPicture,
            1 => Self::Picture,
            _ => Self::FirstPicture,
        }
    }
}
