//! One encoding of a producer as it is received.

use std::time::Duration;

use crate::Instant;
use crate::codec::{Codec, Descriptor};
use crate::history::History;
use crate::keyframe::KeyframeRequester;
use crate::level::AudioLevel;
use crate::media::Media;
use crate::nack_generator::NackGenerator;
use crate::receive::{Arrival, ReceivedStream};
use crate::rtcp::ReportBlock;
use crate::rtp::RtpPacket;
use crate::speech::{HANGOVER, SpeechMeter};
use crate::stream;
use crate::vp8::{PictureId, PictureUnwrapper};
use crate::{Direction, Stream, StreamStatistics};

/// An encoding counts as active this long after its last packet. Video at 5 frames a second and sound
/// without DTX come well within it.
pub(crate) const ACTIVE_FOR: Duration = Duration::from_millis(1000);

/// Why a packet is not to be forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    Malformed,
    Duplicate,
}

/// What a new packet brought about besides itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The numbers jumped: streams made of it have to start again.
    pub(crate) restarted: bool,
    /// More is missing than can be asked for.
    pub(crate) hopeless: bool,
}

/// Receive state of one encoding and of its retransmissions.
#[derive(Debug)]
pub(crate) struct ReceivedEncoding {
    pub(crate) ssrc: Option<u32>,
    pub(crate) rtx_ssrc: Option<u32>,
    pub(crate) stream: ReceivedStream,
    /// Present if the sender can be asked to send packets again.
    pub(crate) nacks: Option<NackGenerator>,
    pub(crate) keyframe: KeyframeRequester,
    pub(crate) history: History,
    pub(crate) last_seen: Option<Instant>,
    index: u8,
    codec: Codec,
    pictures: PictureUnwrapper,
    /// Of the last packet that stated one, and when it came.
    level: Option<(AudioLevel, Instant)>,
    /// Of sound that went on to others.
    speech: SpeechMeter,
    packets: u64,
    bytes: u64,
    recovered: u64,
    pub(crate) nacked: u64,
    pub(crate) keyframes_requested: u64,
    pub(crate) dropped_by_policy: u64,
}

impl ReceivedEncoding {
    pub(crate) fn new(index: u8, encoding: &stream::Encoding, stream: &Stream) -> Self {
        Self {
            ssrc: encoding.ssrc,
            rtx_ssrc: encoding.rtx_ssrc,
            stream: ReceivedStream::new(stream.clock_rate),
            nacks: stream
                .nack
                .then(|| NackGenerator::new(stream.rtx_payload_type.is_some())),
            keyframe: KeyframeRequester::new(),
            history: History::new(index),
            last_seen: None,
            index,
            codec: stream.codec,
            pictures: PictureUnwrapper::new(),
            level: None,
            speech: SpeechMeter::new(stream.clock_rate),
            packets: 0,
            bytes: 0,
            recovered: 0,
            nacked: 0,
            keyframes_requested: 0,
            dropped_by_policy: 0,
        }
    }

    /// The stream goes on under another SSRC: what was received of the old tells nothing about it.
    pub(crate) fn rename(&mut self, ssrc: u32) {
        if self.ssrc.replace(ssrc).is_some_and(|old| old != ssrc) {
            self.stream.expect_restart();
        }
    }

    /// Packets of the stream itself, without retransmissions.
    pub(crate) fn packets(&self) -> u64 {
        self.packets
    }

    /// Take a packet, `recovered` by retransmission or not; give it back ready to be forwarded.
    #[inline]
    pub(crate) fn receive<'a>(
        &mut self,
        packet: &RtpPacket<'a>,
        level: Option<AudioLevel>,
        recovered: bool,
        now: Instant,
    ) -> Result<(Media<'a>, Outcome), Unfit> {
        if !recovered {
            self.packets += 1;
            self.bytes += packet.size as u64;
        }
        // First, so that a packet that does not parse leaves no trace: it may be the one that restarts
        // the stream, of which those who receive it have to learn.
        let descriptor = self.describe(packet.payload)?;
        let arrival = if recovered {
            self.stream.recover(packet.seq)
        } else {
            self.stream.arrive(packet.seq, packet.timestamp, now)
        };
        let (ext_seq, outcome) = self
            .note_arrival(arrival, recovered, now)
            .ok_or(Unfit::Duplicate)?;
        self.recovered += u64::from(recovered);
        self.last_seen = Some(now);
        self.level = level.map(|level| (level, now)).or(self.level);
        let descriptor = self.unwrap_picture(descriptor);
        if descriptor.is_keyframe() {
            self.keyframe.arrived();
            if let Some(nacks) = &mut self.nacks {
                nacks.begin_anew(ext_seq);
            }
        }
        let media = Media {
            encoding: self.index,
            ext_seq,
            timestamp: packet.timestamp,
            marker: packet.marker,
            level,
            descriptor,
            arrival: now,
            payload: packet.payload,
        };
        Ok((media, outcome))
    }

    /// Note sound that goes on to others.
    #[inline]
    pub(crate) fn note_speech(&mut self, media: &Media<'_>) {
        if let Some(level) = media.level {
            self.speech.take(level, media.timestamp, media.arrival);
        }
    }

    /// Whether the sender speaks.
    pub(crate) fn is_speaking(&self, now: Instant) -> bool {
        self.speech.is_speaking(now)
    }

    /// Whether a packet came lately.
    pub(crate) fn is_active(&self, now: Instant) -> bool {
        self.last_seen.is_some_and(|seen| now < seen + ACTIVE_FOR)
    }

    /// The block of the next receiver report.
    pub(crate) fn report(&mut self) -> Option<ReportBlock> {
        self.stream.report(self.ssrc?)
    }

    /// `rtt`: of the transport, if it is known better than from retransmissions.
    pub(crate) fn statistics(
        &self,
        id: u32,
        rtt: Option<Duration>,
        now: Instant,
    ) -> StreamStatistics {
        let level = self.level.filter(|(_, came)| now < *came + HANGOVER);
        let rtt = rtt.or_else(|| self.nacks.as_ref().and_then(NackGenerator::rtt));
        StreamStatistics {
            id,
            direction: Direction::In,
            encoding: self.index,
            packets: self.packets,
            bytes: self.bytes,
            packets_lost: self.stream.lost(),
            fraction_lost: f64::from(self.stream.fraction_lost()) / 256.0,
            jitter_ms: self.stream.jitter().as_secs_f64() * 1000.0,
            rtt_ms: rtt.map(|rtt| rtt.as_secs_f64() * 1000.0),
            retransmitted: self.recovered,
            nacked: self.nacked,
            keyframes_requested: self.keyframes_requested,
            dropped_by_policy: self.dropped_by_policy,
            audio_level: level.map(|(level, _)| level.dbov()),
            speaking: self.is_speaking(now),
            speech_ms: self.speech.spoken_ms(),
        }
    }

    fn note_arrival(
        &mut self,
        arrival: Arrival,
        recovered: bool,
        now: Instant,
    ) -> Option<(u64, Outcome)> {
        match (arrival, &mut self.nacks) {
            (Arrival::Unwanted, _) => None,
            (Arrival::Restarted { ext_seq }, nacks) => {
                if let Some(nacks) = nacks {
                    nacks.clear();
                }
                self.history.clear();
                Some((
                    ext_seq,
                    Outcome {
                        restarted: true,
                        hopeless: false,
                    },
                ))
            }
            (Arrival::New { ext_seq, missing }, Some(nacks)) => {
                let hopeless = if missing.is_empty() {
                    nacks.arrived(ext_seq, recovered, now);
                    false
                } else {
                    !nacks.skipped(missing, now)
                };
                Some((
                    ext_seq,
                    Outcome {
                        restarted: false,
                        hopeless,
                    },
                ))
            }
            (Arrival::New { ext_seq, .. }, None) => Some((ext_seq, Outcome::default())),
        }
    }

    fn describe(&self, payload: &[u8]) -> Result<Descriptor, Unfit> {
        if payload.is_empty() {
            return Ok(Descriptor::Opaque);
        }
        self.codec.describe(payload).map_err(|_| Unfit::Malformed)
    }

    fn unwrap_picture(&mut self, mut descriptor: Descriptor) -> Descriptor {
        if let Descriptor::Vp8(descriptor) = &mut descriptor {
            descriptor.picture_id = descriptor
                .picture_id
                .map(|id| PictureId::Long(self.pictures.unwrap(id)));
        }
        descriptor
    }
}
