//! What the generator is told: one line of `key=value` words for each leg.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::str::FromStr;

use goround_relay_transport::srtp::{Profile, Session};

/// One person's half of one association with the relay.
pub(crate) struct Leg {
    /// Where to bind; port 0 takes a free one.
    pub(crate) local: SocketAddr,
    pub(crate) remote: SocketAddr,
    /// Of ICE checks: theirs, a colon, ours.
    pub(crate) username: String,
    /// Of the far end.
    pub(crate) password: String,
    pub(crate) session: Session,
    pub(crate) role: Role,
    /// Id of the header extension with transport-wide numbers.
    pub(crate) transport_cc: Option<u8>,
}

/// Whether a leg sends media or receives it.
pub(crate) enum Role {
    Talk(Streams),
    Listen,
}

/// What a talker sends under which names.
#[derive(Clone, Copy)]
pub(crate) struct Streams {
    pub(crate) voice: Stream,
    /// The smallest picture first.
    pub(crate) pictures: [Stream; 3],
    /// Id of the header extension with the level of sound (RFC 6464).
    pub(crate) level: Option<u8>,
}

#[derive(Clone, Copy)]
pub(crate) struct Stream {
    pub(crate) payload_type: u8,
    pub(crate) ssrc: u32,
}

/// The words of a line.
pub(crate) struct Words<'a>(HashMap<&'a str, &'a str>);

impl<'a> Words<'a> {
    pub(crate) fn of(line: &'a str) -> Self {
        Self(
            line.split_whitespace()
                .filter_map(|word| word.split_once('='))
                .collect(),
        )
    }

    /// # Errors
    ///
    /// Where the word is missing.
    pub(crate) fn text(&self, key: &str) -> Result<&'a str, String> {
        self.0.get(key).copied().ok_or(format!("{key}= is missing"))
    }

    /// # Errors
    ///
    /// Where the word is missing or cannot be read.
    pub(crate) fn get<T: FromStr>(&self, key: &str) -> Result<T, String> {
        let text = self.text(key)?;
        text.parse()
            .map_err(|_| format!("{key}={text} is no value"))
    }

    /// `default` where the word is missing.
    pub(crate) fn get_or<T: FromStr>(&self, key: &str, default: T) -> Result<T, String> {
        if self.0.contains_key(key) {
            self.get(key)
        } else {
            Ok(default)
        }
    }

    fn optional<T: FromStr>(&self, key: &str) -> Result<Option<T>, String> {
        self.0.contains_key(key).then(|| self.get(key)).transpose()
    }

    fn bytes(&self, key: &str) -> Result<Vec<u8>, String> {
        let text = self.text(key)?;
        let pairs = text.as_bytes().chunks(2);
        let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes: Option<Vec<u8>> = pairs.map(byte).collect();
        bytes.ok_or(format!("{key}= is no hexadecimal"))
    }

    fn stream(&self, key: &str) -> Result<Stream, String> {
        let text = self.text(key)?;
        let parts = text.split_once(',');
        let stream = parts.and_then(|(payload_type, ssrc)| {
            Some(Stream {
                payload_type: payload_type.parse().ok()?,
                ssrc: ssrc.parse().ok()?,
            })
        });
        stream.ok_or(format!("{key}={text} is no payload type and SSRC"))
    }
}

impl Leg {
    /// # Errors
    ///
    /// What is wrong with the line, in words.
    pub(crate) fn parse(line: &str) -> Result<Self, String> {
        let words = Words::of(line);
        let role = match line.split_whitespace().next() {
            Some("talker") => Role::Talk(Streams {
                voice: words.stream("voice")?,
                pictures: [
                    words.stream("picture0")?,
                    words.stream("picture1")?,
                    words.stream("picture2")?,
                ],
                level: words.optional("level")?,
            }),
            Some("listener") => Role::Listen,
            _ => return Err(format!("no leg: {line}")),
        };
        let profile = match words.text("profile")? {
            "AEAD_AES_256_GCM" => Profile::AeadAes256Gcm,
            "AEAD_AES_128_GCM" => Profile::AeadAes128Gcm,
            "AES128_CM_SHA1_80" => Profile::Aes128CmSha1_80,
            other => return Err(format!("profile={other} is unknown")),
        };
        let session = Session::new(
            profile,
            &words.bytes("send_key")?,
            &words.bytes("receive_key")?,
        );
        Ok(Self {
            local: words.get("local")?,
            remote: words.get("remote")?,
            username: words.text("username")?.to_owned(),
            password: words.text("password")?.to_owned(),
            session: session.map_err(|_| "a key of the wrong length".to_owned())?,
            role,
            transport_cc: words.optional("transport_cc")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(role: &str) -> String {
        let key = "ab".repeat(44);
        format!(
            "{role} local=127.0.0.1:0 remote=127.0.0.1:9 username=a:b password=p \
             profile=AEAD_AES_256_GCM send_key={key} receive_key={key} transport_cc=5"
        )
    }

    #[test]
    fn legs_are_read() {
        let leg = Leg::parse(&line("listener")).expect("well-formed");
        assert!(matches!(leg.role, Role::Listen));
        assert_eq!((leg.username.as_str(), leg.transport_cc), ("a:b", Some(5)));
        let words = " voice=111,7 picture0=96,8 picture1=96,9 picture2=96,10";
        let leg = Leg::parse(&(line("talker") + words)).expect("well-formed");
        let Role::Talk(streams) = leg.role else {
            panic!("it talks")
        };
        assert_eq!((streams.pictures[2].ssrc, streams.level), (10, None));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let missing = Leg::parse(&line("talker")).err();
        assert_eq!(missing.as_deref(), Some("voice= is missing"));
        assert!(Leg::parse("sleeper").is_err());
    }
}
