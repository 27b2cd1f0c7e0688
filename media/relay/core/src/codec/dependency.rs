//! The Dependency Descriptor header extension (RTP Payload Format For AV1, appendix A).

use super::bits::BitReader;
use crate::malformed::Malformed;

/// Templates of one structure: their ids have six bits.
const MAX_TEMPLATES: usize = 64;
/// Decode targets of one structure: `dt_cnt_minus_one` has five bits.
const MAX_TARGETS: usize = 32;
/// "Next layer" idc that ends the list of templates.
const NO_MORE_LAYERS: u8 = 3;
/// Decode target indication: receivers of the target may begin with this frame.
const SWITCH: u8 = 2;

/// What the descriptor of one packet says, as far as the relay needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// First packet of a frame (of one layer).
    pub begins_frame: bool,
    /// Last packet of a frame.
    pub ends_frame: bool,
    /// Counts frames of all layers, 16 bits, wraps.
    pub frame_number: u16,
    /// Spatial layer, 0 to 3.
    pub spatial: u8,
    /// Temporal layer, 0 to 7.
    pub temporal: u8,
    /// Every target that has this frame may begin with it: receivers of fewer layers can get more here.
    pub switching_up: bool,
    /// The packet brings a structure: a coded video sequence begins with its frame.
    pub has_structure: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Template {
    spatial: u8,
    temporal: u8,
    /// Two bits for each decode target, the first in the lowest.
    indications: u64,
}

/// The structure that later packets refer to.
#[derive(Debug)]
struct Structure {
    first_id: u8,
    templates: [Template; MAX_TEMPLATES],
    count: usize,
    targets: u32,
}

/// Reads the descriptors of one encoding: most packets name a template of a structure that came with the
/// last key frame.
#[derive(Debug, Default)]
pub struct DependencyReader {
    structure: Option<Box<Structure>>,
}

impl DependencyReader {
    /// One that knows no structure yet. Takes no memory until one comes.
    #[must_use]
    pub const fn new() -> Self {
        Self { structure: None }
    }

    /// Read the data of the header extension; `None` where it refers to a structure that was not seen.
    ///
    /// # Errors
    /// [`Malformed`] where it contradicts itself or is cut short; the structure known is kept.
    pub fn read(&mut self, data: &[u8]) -> Result<Option<Dependency>, Malformed> {
        let mut reader = BitReader::new(data);
        let (begins_frame, ends_frame) = (reader.flag()?, reader.flag()?);
        let template_id = reader.small(6)?;
        let frame_number = reader.bits(16)? as u16;
        let mut optional = Optional::default();
        if data.len() > 3 {
            optional = Optional::read(&mut reader)?;
            if optional.has_structure {
                let structure = Structure::read(&mut reader)?;
                self.keep(structure);
            }
        }
        let Some(structure) = self.structure.as_deref() else {
            return Ok(None);
        };
        let template = structure.template(template_id)?;
        if optional.has_active_targets {
            reader.skip(structure.targets as usize)?;
        }
        let mut indications = template.indications;
        if optional.has_indications {
            indications = structure.read_indications(&mut reader)?;
        }
        Ok(Some(Dependency {
            begins_frame,
            ends_frame,
            frame_number,
            spatial: template.spatial,
            temporal: template.temporal,
            switching_up: structure.is_switch(indications),
            has_structure: optional.has_structure,
        }))
    }

    fn keep(&mut self, structure: Structure) {
        match &mut self.structure {
            Some(kept) => **kept = structure,
            none => *none = Some(Box::new(structure)),
        }
    }
}

/// Which optional parts follow.
#[derive(Clone, Copy, Debug, Default)]
struct Optional {
    has_structure: bool,
    has_active_targets: bool,
    has_indications: bool,
}

impl Optional {
    fn read(reader: &mut BitReader<'_>) -> Result<Self, Malformed> {
        let read = Self {
            has_structure: reader.flag()?,
            has_active_targets: reader.flag()?,
            has_indications: reader.flag()?,
        };
        // Frame differences and chains of this frame's own stand last, and the relay has no use for them.
        reader.skip(2)?;
        Ok(read)
    }
}

impl Structure {
    fn read(reader: &mut BitReader<'_>) -> Result<Self, Malformed> {
        let first_id = reader.small(6)?;
        let targets = reader.bits(5)? + 1;
        let mut structure = Self {
            first_id,
            templates: [Template::default(); MAX_TEMPLATES],
            count: 0,
            targets,
        };
        structure.read_layers(reader)?;
        for index in 0..structure.count {
            structure.templates[index].indications = structure.read_indications(reader)?;
        }
        for _ in 0..structure.count {
            while reader.flag()? {
                reader.skip(4)?;
            }
        }
        structure.pass_chains(reader)?;
        structure.pass_resolutions(reader)?;
        Ok(structure)
    }

    fn read_layers(&mut self, reader: &mut BitReader<'_>) -> Result<(), Malformed> {
        let (mut spatial, mut temporal) = (0u8, 0u8);
        loop {
            let template = self.templates.get_mut(self.count).ok_or(Malformed)?;
            *template = Template {
                spatial,
                temporal,
                indications: 0,
            };
            self.count += 1;
            match reader.small(2)? {
                0 => {}
                1 => temporal += 1,
                2 => (spatial, temporal) = (spatial + 1, 0),
                NO_MORE_LAYERS.. => return Ok(()),
            }
            if spatial > 3 || temporal > 7 {
                return Err(Malformed);
            }
        }
    }

    fn read_indications(&self, reader: &mut BitReader<'_>) -> Result<u64, Malformed> {
        debug_assert!(self.targets as usize <= MAX_TARGETS);
        let mut indications = 0;
        for target in 0..self.targets {
            indications |= u64::from(reader.small(2)?) << (2 * target);
        }
        Ok(indications)
    }

    fn pass_chains(&self, reader: &mut BitReader<'_>) -> Result<(), Malformed> {
        let chains = reader.below(self.targets + 1)?;
        if chains == 0 {
            return Ok(());
        }
        for _ in 0..self.targets {
            reader.below(chains)?;
        }
        reader.skip(self.count * chains as usize * 4)
    }

    fn pass_resolutions(&self, reader: &mut BitReader<'_>) -> Result<(), Malformed> {
        if reader.flag()? {
            let highest = self.templates[..self.count]
                .iter()
                .map(|template| template.spatial)
                .max();
            reader.skip(32 * (usize::from(highest.unwrap_or(0)) + 1))?;
        }
        Ok(())
    }

    fn template(&self, id: u8) -> Result<Template, Malformed> {
        let index = usize::from((id + 64 - self.first_id) % 64);
        self.templates[..self.count]
            .get(index)
            .copied()
            .ok_or(Malformed)
    }

    /// Whether every target in which the frame is present may switch to it.
    fn is_switch(&self, indications: u64) -> bool {
        (0..self.targets)
            .map(|target| (indications >> (2 * target) & 3) as u8)
            .all(|indication| indication == 0 || indication == SWITCH)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Writes bits, to make descriptors by hand.
    #[derive(Default)]
    struct Bits(Vec<bool>);

    impl Bits {
        fn put(&mut self, value: u32, count: u32) -> &mut Self {
            self.0
                .extend((0..count).rev().map(|bit| value >> bit & 1 == 1));
            self
        }

        fn bytes(&self) -> Vec<u8> {
            let byte = |bits: &[bool]| {
                (0..8).fold(0, |byte, at| {
                    byte << 1 | u8::from(bits.get(at).is_some_and(|bit| *bit))
                })
            };
            self.0.chunks(8).map(byte).collect()
        }
    }

    fn mandatory(bits: &mut Bits, template: u32, number: u32) {
        bits.put(0b11, 2).put(template, 6).put(number, 16);
    }

    /// Two spatial layers of two temporal layers each, of which the upper spatial one depends on the lower
    /// at key frames only; template ids begin at 62 and wrap.
    fn key_frame() -> Vec<u8> {
        let mut bits = Bits::default();
        mandatory(&mut bits, 62, 700);
        bits.put(0b10000, 5); // a structure follows
        bits.put(62, 6).put(4 - 1, 5);
        bits.put(1, 2).put(2, 2).put(1, 2).put(3, 2);
        // Targets: S0T0, S0T1, S1T0, S1T1. Indications: 0 not present, 1 discardable, 2 switch, 3 required.
        for template in [[2, 2, 0, 0], [0, 1, 0, 0], [0, 0, 2, 2], [0, 0, 0, 1]] {
            template.iter().for_each(|value| {
                bits.put(*value, 2);
            });
        }
        bits.put(0, 1)
            .put(1, 1)
            .put(1, 4)
            .put(0, 1)
            .put(0, 1)
            .put(0, 1); // frame differences
        bits.put(0b10, 2); // two chains of at most four: ns(5) of 2
        for chain in [0, 0, 1, 1] {
            bits.put(chain, 1);
        }
        bits.put(0, 4 * 4).put(0, 4 * 4);
        bits.put(1, 1)
            .put(319, 16)
            .put(179, 16)
            .put(639, 16)
            .put(359, 16);
        bits.bytes()
    }

    fn frame(template: u32, number: u32) -> Vec<u8> {
        let mut bits = Bits::default();
        mandatory(&mut bits, template, number);
        bits.bytes()
    }

    #[test]
    fn templates_tell_the_layers_of_later_frames() {
        let mut reader = DependencyReader::new();
        assert_eq!(reader.read(&frame(62, 1)), Ok(None));
        let first = reader.read(&key_frame()).unwrap().unwrap();
        assert!(first.has_structure && first.begins_frame && first.ends_frame);
        assert_eq!(
            (first.frame_number, first.spatial, first.temporal),
            (700, 0, 0)
        );
        for (template, spatial, temporal, switching_up) in
            [(63, 0, 1, false), (0, 1, 0, true), (1, 1, 1, false)]
        {
            let later = reader.read(&frame(template, 701)).unwrap().unwrap();
            let layers = (later.spatial, later.temporal, later.switching_up);
            assert_eq!(layers, (spatial, temporal, switching_up));
            assert!(!later.has_structure);
        }
        assert_eq!(reader.read(&frame(2, 702)), Err(Malformed));
    }

    #[test]
    fn a_frame_may_have_indications_of_its_own() {
        let mut reader = DependencyReader::new();
        reader.read(&key_frame()).unwrap();
        let mut bits = Bits::default();
        mandatory(&mut bits, 63, 703);
        bits.put(0b01100, 5).put(0b1111, 4).put(0b00_10_00_00, 8);
        let frame = reader.read(&bits.bytes()).unwrap().unwrap();
        assert!(frame.switching_up);
    }

    #[test]
    fn a_structure_cut_short_leaves_the_one_before() {
        let whole = key_frame();
        let mut reader = DependencyReader::new();
        reader.read(&whole).unwrap();
        for len in 4..whole.len() {
            assert_eq!(reader.read(&whole[..len]), Err(Malformed), "{len} bytes");
            assert!(reader.read(&frame(1, 9)).unwrap().is_some());
        }
        assert_eq!(reader.read(&whole[..2]), Err(Malformed));
    }

    #[test]
    fn a_structure_without_end_is_refused() {
        let mut bits = Bits::default();
        mandatory(&mut bits, 0, 1);
        bits.put(0b10000, 5).put(0, 6).put(0, 5);
        (0..10).for_each(|_| {
            bits.put(0, 20);
        });
        assert_eq!(DependencyReader::new().read(&bits.bytes()), Err(Malformed));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(story in proptest::collection::vec(
            proptest::collection::vec(any::<u8>(), 0..64), 1..8)
        ) {
            let mut reader = DependencyReader::new();
            for data in story {
                if let Ok(Some(dependency)) = reader.read(&data) {
                    prop_assert!(dependency.spatial < 4 && dependency.temporal < 8);
                }
            }
        }
    }
}
