//! An adversary against the rotation: a clock, an issuer, an outage, a cadence, suggestions, offers and restarts.

use crate::adversary::{Decisions, World};

/// The first octet is the number of the host. The others decide all that happens, in the order in which it does.
pub(crate) fn check(data: &[u8]) {
    let [host, decisions @ ..] = data else { return };
    World::new(u64::from(*host), Decisions::of(decisions)).run(MOST);
}

/// How often it is asked at most.
const MOST: usize = 48;
