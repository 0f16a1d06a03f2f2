//! What decides.

/// Numbers, each of which decides something.
pub(crate) enum Decisions<'a> {
    /// SplitMix64: the same numbers from the same seed.
    Random(u64),
    /// Octets, the lowest of a number first; zeros after the last.
    Octets(&'a [u8]),
}

impl<'a> Decisions<'a> {
    pub(crate) const fn random(seed: u64) -> Self {
        Self::Random(seed)
    }

    pub(crate) const fn of(octets: &'a [u8]) -> Self {
        Self::Octets(octets)
    }

    /// Whether there are no more.
    pub(crate) const fn are_taken(&self) -> bool {
        matches!(self, Self::Octets([]))
    }

    /// A number of those below `bound`, of which there is one at least.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        let bound = bound.max(1);
        match self {
            Self::Random(state) => next(state) % bound,
            Self::Octets(octets) => {
                // As many as the largest number needs.
                let count = (64 - (bound - 1).leading_zeros()).div_ceil(8) as usize;
                let (taken, rest) = octets.split_at(count.min(octets.len()));
                *octets = rest;
                taken.iter().rfold(0, |number, octet| number << 8 | u64::from(*octet)) % bound
            }
        }
    }

    /// A number of those from `-bound` to `bound`.
    pub(crate) fn signed(&mut self, bound: u64) -> i64 {
        self.below(2 * bound + 1) as i64 - bound as i64
    }

    pub(crate) fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}

fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[test]
fn octets_decide_as_much_as_they_must() {
    let mut decisions = Decisions::of(&[7, 0xff, 1, 2, 3]);
    assert_eq!((decisions.below(1), decisions.below(5)), (0, 2), "one of one is no decision");
    assert_eq!((decisions.below(256), decisions.below(257)), (0xff, 0x201 % 257));
    assert!(!decisions.are_taken());
    assert_eq!((decisions.signed(2), decisions.below(u64::MAX)), (1, 0), "zeros follow");
    assert!(decisions.are_taken());
    assert!(!Decisions::random(0).are_taken());
}
