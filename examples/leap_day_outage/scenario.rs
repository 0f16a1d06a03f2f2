//! What happens in every world alike: the fleet, and who asks for what and when.

use notafter::time::{Duration, UtcDateTime, macros::utc_datetime};

/// The replay runs from the evening before the leap day …
pub(crate) const START: UtcDateTime = utc_datetime!(2012-02-28 18:00:00);
/// … until the noon after it.
pub(crate) const END: UtcDateTime = utc_datetime!(2012-03-01 12:00:00);

/// The real clusters had about 1,000 hosts each; here all of them together have.
pub(crate) const CLUSTERS: usize = 10;
pub(crate) const HOSTS_PER_CLUSTER: usize = 100;
pub(crate) const HOSTS: usize = CLUSTERS * HOSTS_PER_CLUSTER;
/// How many VMs a host has room for, and how many it runs at the start.
pub(crate) const SLOTS: usize = 8;
pub(crate) const LOAD: usize = 6;

/// What somebody outside the replay does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happening {
    /// A customer asks for one more VM, in this cluster if it has room.
    Request { cluster: usize },
    /// The rollout of a new agent reaches these hosts of a cluster: from `first` on, [`WAVE`] of them.
    Update { cluster: usize, first: usize },
    /// A host loses its power, and does not come back.
    PowerLoss { host: usize },
}

/// The fleet at the start, and everything that happens to it from outside, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scenario {
    /// When the certificate of each VM was minted; VM `n` is on host `n / LOAD`.
    pub(crate) minted: Vec<UtcDateTime>,
    pub(crate) happenings: Vec<(UtcDateTime, Happening)>,
}

impl Scenario {
    /// The same seed gives the same scenario, on every platform.
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = SplitMix(seed);
        let age = |random: &mut SplitMix| Duration::seconds(random.below(OLDEST.whole_seconds()));
        let minted = (0..HOSTS * LOAD).map(|_| START - age(&mut random)).collect();

        let mut happenings = Vec::new();
        let at = |random: &mut SplitMix| START + Duration::seconds(random.below((END - START).whole_seconds()));
        for _ in 0..REQUESTS {
            happenings.push((at(&mut random), Happening::Request { cluster: random.index(CLUSTERS) }));
        }
        let mut powerless = Vec::new();
        while powerless.len() < POWER_LOSSES {
            let (at, host) = (at(&mut random), random.index(HOSTS));
            // A host is drawn again if it has lost its power already.
            if !powerless.contains(&host) {
                powerless.push(host);
                happenings.push((at, Happening::PowerLoss { host }));
            }
        }
        for cluster in UPDATED {
            let waves = (0..HOSTS_PER_CLUSTER).step_by(WAVE).zip(0..);
            happenings.extend(waves.map(|(first, n)| {
                (
                    ROLLOUT + Duration::hours(n),
                    Happening::Update { cluster, first: cluster * HOSTS_PER_CLUSTER + first },
                )
            }));
        }
        happenings.sort_by_key(|(at, _)| *at);
        Self { minted, happenings }
    }
}

/// The seed of the table and the picture. Another tells the same story with other numbers.
pub(crate) const SEED: u64 = 20_120_229;
/// How many hosts of a cluster the rollout takes at a time: a fifth, as one update domain of five. One wave an hour.
pub(crate) const WAVE: usize = HOSTS_PER_CLUSTER / 5;

/// The clusters in which the rollout is under way; its third wave starts at midnight.
const UPDATED: [usize; 3] = [1, 4, 7];
const ROLLOUT: UtcDateTime = utc_datetime!(2012-02-28 22:00:00);
/// New VMs in 42 hours: a tenth of what runs.
const REQUESTS: usize = HOSTS * LOAD / 10;
const POWER_LOSSES: usize = 4;
/// No certificate runs out by itself within the replay.
const OLDEST: Duration = Duration::days(300);

/// A generator of random numbers with a fixed result: SplitMix64.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let number = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^ (number >> 31)
    }

    /// A number from 0 on that is less than `bound`.
    fn below(&mut self, bound: i64) -> i64 {
        // The high half of the product is less than `bound`, which is positive.
        ((u128::from(self.next()) * bound.unsigned_abs() as u128) >> 64) as i64
    }

    fn index(&mut self, bound: usize) -> usize {
        self.below(bound as i64) as usize
    }
}
