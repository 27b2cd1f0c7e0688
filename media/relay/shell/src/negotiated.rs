//! What Python says about streams, checked once.

use goround_relay_core as core;
use goround_relay_transport::srtp::Profile;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// `Encoding` of `_relay.pyi`.
#[derive(FromPyObject)]
struct Encoding {
    ssrc: Option<u32>,
    rtx_ssrc: Option<u32>,
    rid: Option<String>,
}

/// `HeaderExtensions` of `_relay.pyi`.
#[derive(FromPyObject)]
struct HeaderExtensions {
    mid: Option<u8>,
    rid: Option<u8>,
    repaired_rid: Option<u8>,
    abs_send_time: Option<u8>,
    transport_cc: Option<u8>,
    audio_level: Option<u8>,
}

/// `RtpStream` of `_relay.pyi`.
#[derive(FromPyObject)]
pub(crate) struct RtpStream {
    codec: String,
    payload_type: u8,
    rtx_payload_type: Option<u8>,
    clock_rate: u32,
    mid: Option<String>,
    cname: String,
    encodings: Vec<Encoding>,
    extensions: HeaderExtensions,
    nack: bool,
    pli: bool,
    transport_cc: bool,
}

fn require(is_met: bool, otherwise: &'static str) -> PyResult<()> {
    if is_met {
        Ok(())
    } else {
        Err(PyValueError::new_err(otherwise))
    }
}

impl RtpStream {
    /// The stream as the core knows it.
    ///
    /// # Errors
    ///
    /// `ValueError` names what is out of range.
    pub(crate) fn check(self) -> PyResult<Box<core::Stream>> {
        let codec = match self.codec.as_str() {
            "opus" => core::Codec::Opus,
            "vp8" => core::Codec::Vp8,
            _ => return Err(PyValueError::new_err("codec is neither opus nor vp8")),
        };
        let is_payload_type =
            self.payload_type < 128 && self.rtx_payload_type.is_none_or(|t| t < 128);
        require(is_payload_type, "a payload type is above 127")?;
        require(self.clock_rate > 0, "clock_rate is zero")?;
        let count = self.encodings.len();
        require(
            (1..=core::Stream::MAX_ENCODINGS).contains(&count),
            "encodings are none or too many",
        )?;
        let is_short = |name: &String| name.len() <= core::Stream::MAX_NAME;
        let is_rid_short = self
            .encodings
            .iter()
            .all(|e| e.rid.as_ref().is_none_or(is_short));
        require(
            is_rid_short && self.mid.as_ref().is_none_or(is_short),
            "a MID or RID is too long",
        )?;
        require(
            self.cname.len() <= core::Stream::MAX_CNAME,
            "cname is too long",
        )?;
        Ok(Box::new(core::Stream {
            codec,
            payload_type: self.payload_type,
            rtx_payload_type: self.rtx_payload_type,
            clock_rate: self.clock_rate,
            mid: self.mid,
            cname: self.cname,
            encodings: self
                .encodings
                .into_iter()
                .map(Encoding::into_core)
                .collect(),
            extensions: self.extensions.check()?,
            nack: self.nack,
            pli: self.pli,
            transport_cc: self.transport_cc,
        }))
    }

    /// [`RtpStream::check`] for a consumer: one encoding, with the SSRC to send under.
    ///
    /// # Errors
    ///
    /// `ValueError` names what is out of range.
    pub(crate) fn check_consumer(self) -> PyResult<Box<core::Stream>> {
        let is_one = matches!(self.encodings[..], [Encoding { ssrc: Some(_), .. }]);
        require(is_one, "a consumer has one encoding, with an ssrc")?;
        self.check()
    }
}

impl Encoding {
    fn into_core(self) -> core::Encoding {
        core::Encoding {
            ssrc: self.ssrc,
            rtx_ssrc: self.rtx_ssrc,
            rid: self.rid,
        }
    }
}

impl HeaderExtensions {
    fn check(self) -> PyResult<core::HeaderExtensions> {
        let extensions = core::HeaderExtensions {
            mid: self.mid,
            rid: self.rid,
            repaired_rid: self.repaired_rid,
            abs_send_time: self.abs_send_time,
            transport_cc: self.transport_cc,
            audio_level: self.audio_level,
        };
        let ids = [
            extensions.mid,
            extensions.rid,
            extensions.repaired_rid,
            extensions.abs_send_time,
            extensions.transport_cc,
            extensions.audio_level,
        ];
        require(!ids.contains(&Some(0)), "a header extension's id is zero")?;
        Ok(extensions)
    }
}

/// The profile called `name`.
///
/// # Errors
///
/// `ValueError` where there is none of that name.
pub(crate) fn profile(name: &str) -> PyResult<Profile> {
    match name {
        "AEAD_AES_256_GCM" => Ok(Profile::AeadAes256Gcm),
        "AEAD_AES_128_GCM" => Ok(Profile::AeadAes128Gcm),
        "AES128_CM_SHA1_80" => Ok(Profile::Aes128CmSha1_80),
        _ => Err(PyValueError::new_err("no such SRTP profile")),
    }
}
