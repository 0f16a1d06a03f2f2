//! A way to do a piece of work: its name, the work for the clock, and the sum of its results for the comparison with others.

pub(crate) type Way<I> = (&'static str, fn(&I), fn(&I) -> u64);

/// Refuses to measure ways whose results are not the same.
pub(crate) fn agree<I: ?Sized>(ways: &[Way<I>], inputs: &I) {
    let [(_, _, ours), peers @ ..] = ways else { panic!("there is a way") };
    let expected = ours(inputs);
    for (peer, _, sum) in peers {
        assert_eq!(sum(inputs), expected, "{peer} disagrees");
    }
}
