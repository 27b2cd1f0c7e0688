//! One encoding of a producer as it is received.

use std::time::Duration;

use crate::Instant;
use crate::allocator::RateMeter;
use crate::bwe::OVERHEAD_BYTES;
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
/// Where other encodings of the same picture go on, silence for this long is enough, if it is also this
/// many times the distance of frames: senders drop a layer without a word when their own path is narrow.
const DEAD_AFTER: Duration = Duration::from_millis(200);
const DEAD_AFTER_FRAMES: u32 = 5;
/// Another encoding goes on if something of it came this lately.
const GOES_ON: Duration = Duration::from_millis(70);
/// Distance of frames assumed before one was measured.
const ASSUMED_FRAME: Duration = Duration::from_millis(33);

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
    /// Timestamp of the last frame, when it began to arrive, and the usual distance of frames.
    last_frame: Option<(u32, Instant)>,
    frame_distance: Duration,
    /// What it costs to send it on: all of it, and the base temporal layer alone.
    pub(crate) rate: RateMeter,
    pub(crate) base_rate: RateMeter,
    /// Upper temporal layers were seen.
    pub(crate) has_temporal: bool,
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
            last_frame: None,
            frame_distance: ASSUMED_FRAME,
            rate: RateMeter::default(),
            base_rate: RateMeter::default(),
            has_temporal: false,
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

    /// Take a packet, `recovered` by retransmission or not; give it back ready to be forwarded. `is_used`:
    /// somebody receives the encoding, so that what is missing of it is missed.
    #[inline]
    pub(crate) fn receive<'a>(
        &mut self,
        packet: &RtpPacket<'a>,
        level: Option<AudioLevel>,
        (recovered, is_used): (bool, bool),
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
        if let Some(nacks) = self.nacks.as_mut().filter(|_| !is_used) {
            nacks.clear();
        }
        self.recovered += u64::from(recovered);
        self.last_seen = Some(now);
        self.measure(packet, &descriptor, now);
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

    /// Whether a packet came lately. `others_seen`: when the last packet of the producer's other encodings
    /// came.
    pub(crate) fn is_active(&self, others_seen: Option<Instant>, now: Instant) -> bool {
        let goes_on = others_seen.is_some_and(|seen| now < seen + GOES_ON);
        let span = if goes_on {
            self.dead_after()
        } else {
            ACTIVE_FOR
        };
        self.last_seen.is_some_and(|seen| now < seen + span)
    }

    /// When to look again whether it is still active.
    pub(crate) fn look_again(&self, is_alone: bool, now: Instant) -> Option<Instant> {
        let span = if is_alone {
            ACTIVE_FOR
        } else {
            self.dead_after()
        };
        // Where the others are silent too, only the longer span counts, and they may go on at any time.
        self.last_seen
            .map(|seen| (seen + span).max(now + GOES_ON / 2))
    }

    fn dead_after(&self) -> Duration {
        (self.frame_distance * DEAD_AFTER_FRAMES).clamp(DEAD_AFTER, ACTIVE_FOR)
    }

    #[inline]
    fn measure(&mut self, packet: &RtpPacket<'_>, descriptor: &Descriptor, now: Instant) {
        let size = packet.size + OVERHEAD_BYTES;
        self.rate.add(size, now);
        if descriptor.temporal().is_none_or(|layer| layer.index == 0) {
            self.base_rate.add(size, now);
        } else {
            self.has_temporal = true;
        }
        match self.last_frame {
            Some((timestamp, _)) if timestamp == packet.timestamp => {}
            last => {
                // Pauses are no distances.
                if let Some(distance) = last.map(|(_, at)| now - at).filter(|d| *d < ACTIVE_FOR) {
                    self.frame_distance = (self.frame_distance * 7 + distance) / 8;
                }
                self.last_frame = Some((packet.timestamp, now));
            }
        }
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
            paused: false,
            saved_bits: 0,
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
