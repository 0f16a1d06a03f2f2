//! The seed that tells one certificate from the others of a fleet.

use crate::fnv::fnv_1a;

/// The seed that tells one certificate from the others of a fleet: a number, or the bytes of a name.
///
/// Use one seed for each certificate, such as `host-17/api`, and not one for each host. Certificates with the same seed renew
/// in the same second of equal windows. A seed that stays the same over restarts keeps a host at its place in the window.
///
/// # Examples
///
/// ```
/// use notafter::renewal::Seed;
///
/// assert_eq!(Seed::from("host-17/api"), Seed::from(b"host-17/api".as_slice()));
/// assert_ne!(Seed::from("host-17/api"), Seed::from("host-17/metrics"));
/// assert_ne!(Seed::from("host-17/api"), Seed::from(17));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seed(u64);

impl Seed {
    /// A number below `bound`, each as likely as the others.
    pub(super) const fn below(self, bound: u64) -> u64 {
        // The high half of a product with a random number of 64 bits is as good as uniform for bounds of 40 bits.
        ((mixed(self.0) as u128 * bound as u128) >> 64) as u64
    }

    /// The seed of the `n`th draw.
    pub(super) const fn nth(self, n: u32) -> Self {
        Self(self.0 ^ mixed(n as u64))
    }
}

impl From<u64> for Seed {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

/// The bytes of a name, as text or as they are.
impl<T: AsRef<[u8]> + ?Sized> From<&T> for Seed {
    fn from(name: &T) -> Self {
        // Short names that differ in one digit get seeds that differ.
        Self(fnv_1a(name.as_ref()))
    }
}

/// SplitMix64's output function: one bit of difference in the number changes half of the bits.
const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
