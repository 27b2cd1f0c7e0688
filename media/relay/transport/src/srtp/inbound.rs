//! What a peer sends us.

use super::header::{rtcp_ssrc, rtp_header_bytes, rtp_ssrc, sequence_number};
use super::index::{RtcpWindow, RtpWindow, estimate_index};
use super::suite::{Forged, Suite};
use super::{BadKey, INDEX_BITS, Profile};
use crate::FastMap;

/// How many SSRCs of one peer are kept, for RTP and RTCP each.
///
/// A new one beyond pushes out that of which the least was heard recently. A person sends about
/// seven at a time; each new camera track brings more.
pub const MAX_INBOUND_STREAMS: usize = 128;

/// Why a packet was not opened; its bytes may be garbled, the state is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Too short, or not what it should be.
    Malformed,
    /// Seen before, or too old to tell (RFC 3711 section 3.3.2).
    Replay,
    /// Not made with the key of this session.
    Forged,
}

struct Stream<W> {
    window: W,
    /// [`Inbound::clock`] when last heard.
    heard: u64,
}

/// The receiving half of an SRTP session. Its `Debug` form shows no key.
pub struct Inbound {
    suite: Suite,
    rtp: FastMap<u32, Stream<RtpWindow>>,
    rtcp: FastMap<u32, Stream<RtcpWindow>>,
    /// Counts packets, to tell which stream was heard last.
    clock: u64,
}

impl Inbound {
    /// Begin with `material`: master key, then master salt.
    ///
    /// # Errors
    ///
    /// [`BadKey`] where the length does not fit `profile`.
    pub fn new(profile: Profile, material: &[u8]) -> Result<Self, BadKey> {
        let suite = Suite::new(profile, material)?;
        Ok(Self {
            suite,
            rtp: FastMap::default(),
            rtcp: FastMap::default(),
            clock: 0,
        })
    }

    /// Open an SRTP packet in place; the length of the RTP packet now at its start.
    ///
    /// # Errors
    ///
    /// [`Refused`] tells why not.
    pub fn unprotect_rtp(&mut self, packet: &mut [u8]) -> Result<usize, Refused> {
        let header = rtp_header_bytes(packet).ok_or(Refused::Malformed)?;
        if packet.len() < header + self.suite.tag_bytes() {
            return Err(Refused::Malformed);
        }
        let ssrc = rtp_ssrc(packet);
        let stream = self.rtp.get_mut(&ssrc);
        let highest = stream.as_ref().and_then(|stream| stream.window.highest());
        let index = estimate_index(highest, sequence_number(packet)).ok_or(Refused::Replay)?;
        let is_fresh = stream
            .as_ref()
            .is_none_or(|stream| stream.window.is_fresh(index));
        if !is_fresh || index >> INDEX_BITS != 0 {
            return Err(Refused::Replay);
        }
        let length = self.suite.open_rtp(packet, header, index)?;
        self.clock += 1;
        match stream {
            Some(stream) => stream.note(self.clock, |window| window.mark(index)),
            None => {
                let mut window = RtpWindow::new();
                window.mark(index);
                insert(&mut self.rtp, ssrc, window, self.clock);
            }
        }
        Ok(length)
    }

    /// Open an SRTCP packet in place; the length of the compound packet now at its start.
    ///
    /// Packets without encryption are refused: WebRTC has none (RFC 8827 section 6.5).
    ///
    /// # Errors
    ///
    /// [`Refused`] tells why not.
    pub fn unprotect_rtcp(&mut self, packet: &mut [u8]) -> Result<usize, Refused> {
        if packet.len() < 8 + 4 + self.suite.tag_bytes() || packet[0] >> 6 != 2 {
            return Err(Refused::Malformed);
        }
        let at = self.suite.rtcp_index_at(packet.len());
        let word = packet[at..]
            .first_chunk()
            .map_or(0, |word| u32::from_be_bytes(*word));
        if word >> 31 == 0 {
            return Err(Refused::Forged);
        }
        let index = word & 0x7FFF_FFFF;
        let ssrc = rtcp_ssrc(packet);
        let stream = self.rtcp.get_mut(&ssrc);
        if stream
            .as_ref()
            .is_some_and(|stream| !stream.window.is_fresh(index.into()))
        {
            return Err(Refused::Replay);
        }
        let length = self.suite.open_rtcp(packet, index)?;
        self.clock += 1;
        match stream {
            Some(stream) => stream.note(self.clock, |window| window.mark(index.into())),
            None => {
                let mut window = RtcpWindow::new();
                window.mark(index.into());
                insert(&mut self.rtcp, ssrc, window, self.clock);
            }
        }
        Ok(length)
    }

    #[cfg(test)]
    pub(super) fn stream_counts(&self) -> (usize, usize) {
        (self.rtp.len(), self.rtcp.len())
    }
}

impl<W> Stream<W> {
    fn note(&mut self, clock: u64, mark: impl FnOnce(&mut W)) {
        self.heard = clock;
        mark(&mut self.window);
    }
}

/// Add a stream, pushing out the one longest silent where there are too many.
fn insert<W>(streams: &mut FastMap<u32, Stream<W>>, ssrc: u32, window: W, clock: u64) {
    if streams.len() >= MAX_INBOUND_STREAMS {
        let silent = streams
            .iter()
            .min_by_key(|(_, stream)| stream.heard)
            .map(|(ssrc, _)| *ssrc);
        silent.map(|ssrc| streams.remove(&ssrc));
    }
    streams.insert(
        ssrc,
        Stream {
            window,
            heard: clock,
        },
    );
}

impl From<Forged> for Refused {
    fn from(Forged: Forged) -> Self {
        Self::Forged
    }
}

impl std::fmt::Debug for Inbound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inbound")
            .field("rtp", &self.rtp.len())
            .finish_non_exhaustive()
    }
}
