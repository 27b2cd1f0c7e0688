//! A browser's transport-wide feedback on what it receives.

use std::collections::BTreeMap;

use goround_relay_core::rtcp::CompoundWriter;

/// Most packets that one feedback tells of.
const MAX_TOLD: usize = 400;

/// Notes arrivals and tells of each once, in order.
#[derive(Debug, Default)]
pub(crate) struct FeedbackWriter {
    /// Ticks of 250 us by unwrapped number.
    arrivals: BTreeMap<u64, u64>,
    highest: Option<u64>,
    told_until: u64,
    count: u8,
}

impl FeedbackWriter {
    pub(crate) fn arrive(&mut self, seq: u16, at_us: u64) {
        let number = self.highest.map_or(1 << 16 | u64::from(seq), |highest| {
            let ahead = seq.wrapping_sub(highest as u16).cast_signed();
            highest.checked_add_signed(i64::from(ahead)).unwrap()
        });
        if self.highest.is_none() {
            self.told_until = number;
        }
        self.highest = self.highest.max(Some(number));
        self.arrivals.entry(number).or_insert(at_us / 250);
    }

    /// What has come since the last time; a packet that came late is told of again with all behind it.
    pub(crate) fn write(&mut self, mut send: impl FnMut(Vec<u8>)) {
        let (Some((&first, _)), Some((&last, _))) = (
            self.arrivals.first_key_value(),
            self.arrivals.last_key_value(),
        ) else {
            return;
        };
        let mut base = self.told_until.min(first);
        while base <= last {
            let arrivals: Vec<_> = (base..=last)
                .take(MAX_TOLD)
                .map(|number| self.arrivals.get(&number).copied())
                .collect();
            let mut buffer = [0; 1200];
            let mut writer = CompoundWriter::new(&mut buffer);
            let told =
                writer.transport_feedback((2, 3), self.count, base, arrivals.iter().copied());
            if told > 0 {
                self.count = self.count.wrapping_add(1);
                send(writer.finish().to_vec());
            }
            base += told.max(if told == 0 { arrivals.len() } else { 0 }) as u64;
        }
        self.told_until = last + 1;
        self.arrivals.clear();
    }
}
