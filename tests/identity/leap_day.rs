//! Handshakes second by second: at both ends of a period, over a leap day, and through one on which nothing can be minted.

use notafter::{
    LeapDayPolicy, Lifetime, Profile,
    identity::{LiveIdentity, Source, Ticker},
    mint,
    renewal::{Plan, RenewAt},
};
use rustls::{CertificateError, Error};
use time::{Duration, UtcDateTime, macros::utc_datetime};

use super::world::{Clock, End, Pair, SERVER_NAME, Told, authority, told};

const LEAP_NOON: UtcDateTime = utc_datetime!(2028-02-29 12:00:00);
const SECOND: Duration = Duration::SECOND;
const MINUTE: Duration = Duration::MINUTE;

/// A server and a client on one clock, each with a live identity.
struct World<S> {
    clock: Clock,
    told: Told,
    server: (LiveIdentity, Ticker<S>),
    client: (LiveIdentity, Ticker<S>),
    pair: Pair,
}

/// Server and client get their first certificates at these instants.
fn world(profile: Profile, plan: Plan, server_from: UtcDateTime, client_from: UtcDateTime) -> World<impl Source> {
    let (clock, told, authority) = (Clock::at(server_from), told(), authority(server_from.min(client_from)));
    let start = |name: &str, params, from| {
        clock.set(from);
        let builder = LiveIdentity::builder(name, plan).observe(told.observer());
        builder.start_by_hand(clock.shown(), authority.source(profile, params)).expect("an identity")
    };
    let server = start("server", mint::server([SERVER_NAME]).expect("a name"), server_from);
    let client = start("client", mint::client("web"), client_from);
    told.take();
    let pair = Pair::new(&clock, &authority, server.0.clone(), client.0.clone());
    World { clock, told, server, client, pair }
}

impl<S: Source> World<S> {
    /// A handshake at `now`, in which each end shows what is in use, or who refuses the other and why.
    fn handshake(&self, now: UtcDateTime) -> Result<(), (End, Error)> {
        self.clock.set(now);
        let shown = self.pair.shown()?;
        for (end, identity, leaf) in
            [("server", &self.server.0, shown.server), ("client", &self.client.0, shown.client)]
        {
            assert_eq!(leaf, identity.current().chain()[0].to_vec(), "at {now}: the {end}'s");
        }
        Ok(())
    }

    /// Renews what is due at `now`, and returns what both were told.
    fn tick(&mut self, now: UtcDateTime) -> Vec<String> {
        self.clock.set(now);
        let _ = (self.server.1.tick(), self.client.1.tick());
        self.told.take()
    }

    fn renewals(&self) -> [u64; 2] {
        [&self.server, &self.client].map(|(identity, _)| identity.snapshot().renewals())
    }
}

fn one_year(policy: LeapDayPolicy) -> Profile {
    Profile::new(Lifetime::years(1, policy))
}

fn is_expired(error: &Error) -> bool {
    use CertificateError::{Expired, ExpiredContext};
    matches!(error, Error::InvalidCertificate(Expired | ExpiredContext { .. }))
}

fn is_not_yet_valid(error: &Error) -> bool {
    use CertificateError::{NotValidYet, NotValidYetContext};
    matches!(error, Error::InvalidCertificate(NotValidYet | NotValidYetContext { .. }))
}

#[test]
fn both_ends_are_inclusive_to_rustls_too() {
    let (later, end) = (utc_datetime!(2028-06-01 00:00:00), utc_datetime!(2029-02-28 11:59:59));
    let plan = Plan::new(RenewAt::Ideal);
    // The one that is minted earlier expires first, and the other end says so.
    for (server_from, client_from, refuses) in [(LEAP_NOON, later, End::Client), (later, LEAP_NOON, End::Server)] {
        let mut world = world(one_year(LeapDayPolicy::Clamp), plan, server_from, client_from);
        for before in (0..=60).rev() {
            assert_eq!(world.handshake(end - before * SECOND), Ok(()), "{before} s before the end");
        }
        for after in 1..=60 {
            let (who, error) = world.handshake(end + after * SECOND).expect_err("expired");
            assert_eq!(who, refuses, "{after} s after the end: {error}");
            assert!(is_expired(&error), "{after} s after the end: {error}");
        }
        assert_eq!(world.handshake(later), Ok(()), "from the first second of the later one");
        let (who, error) = world.handshake(later - SECOND).expect_err("not valid yet");
        assert_ne!(who, refuses, "the later one is not valid yet");
        assert!(is_not_yet_valid(&error), "{error}");
        // The next tick renews both, and the handshake after it is good again.
        let after = end + MINUTE;
        assert_eq!((world.tick(after).len(), world.renewals()), (2, [2, 2]));
        assert_eq!(world.handshake(after), Ok(()));
    }

    let world = world(one_year(LeapDayPolicy::Clamp), plan, LEAP_NOON, LEAP_NOON);
    assert_eq!(world.handshake(LEAP_NOON), Ok(()), "from the first second on");
    // The authority begins in the same second, but rustls-webpki looks at no root's period: this is about the leaf.
    let (_, error) = world.handshake(LEAP_NOON - SECOND).expect_err("not valid yet");
    assert!(is_not_yet_valid(&error), "{error}");
}

#[test]
fn an_identity_crosses_from_leap_day_to_the_end_of_its_year() {
    let end = utc_datetime!(2029-02-28 11:59:59);
    let plan = Plan::new(RenewAt::BeforeEnd(Duration::hours(1).unsigned_abs()));
    let mut world = world(one_year(LeapDayPolicy::Clamp), plan, LEAP_NOON, LEAP_NOON);
    let mut cross = |from: UtcDateTime, through: UtcDateTime, step: Duration| {
        let mut now = from;
        while now <= through {
            let told = world.tick(now);
            assert!(told.iter().all(|line| line.starts_with("renewed")), "at {now}: {told:?}");
            assert_eq!(world.handshake(now), Ok(()), "at {now}");
            now += step;
        }
        world.renewals()
    };
    let (midnight, year_later) = (utc_datetime!(2028-03-01 00:00:00), utc_datetime!(2029-03-01 00:00:00));
    cross(LEAP_NOON, LEAP_NOON + MINUTE, SECOND);
    cross(midnight - MINUTE, midnight + MINUTE, SECOND);
    assert_eq!(cross(midnight + MINUTE, end - 2 * MINUTE, Duration::days(1)), [1, 1], "nothing was due");
    assert_eq!(cross(end - 2 * MINUTE, end + 2 * MINUTE, SECOND), [2, 2], "each end once");
    assert_eq!(cross(year_later - MINUTE, year_later + MINUTE, SECOND), [2, 2]);
}

/// The profile that broke: minting fails on the whole of 29 February, and half a minute of validity is left after it.
#[test]
fn an_identity_outlives_a_leap_day_on_which_nothing_can_be_minted() {
    let (start, end) = (utc_datetime!(2027-03-01 00:00:30), utc_datetime!(2028-03-01 00:00:29));
    let (leap_day, next_day) = (utc_datetime!(2028-02-29 00:00:00), utc_datetime!(2028-03-01 00:00:00));
    let seconds = std::time::Duration::from_secs;
    let plan = Plan::new(RenewAt::BeforeEnd(seconds(0))).back_off(seconds(1), seconds(10));
    let mut world = world(one_year(LeapDayPolicy::Reject), plan, start, start);
    // Renewal begins in the last hours of the leap day: the window ends an hour before the certificate does.
    assert_eq!((world.tick(leap_day), world.renewals()), (Vec::new(), [1, 1]), "nothing was due before it");

    let mut refused = 0;
    for (from, through) in [(leap_day, leap_day + MINUTE), (next_day - MINUTE, end + MINUTE)] {
        let mut now = from;
        while now <= through {
            for line in world.tick(now) {
                let is_refusal = line.starts_with("failed as on every host: ") && line.contains("2029-02-29");
                assert!(
                    is_refusal == (now < next_day) && (is_refusal || line.starts_with("renewed")),
                    "at {now}: {line}"
                );
                refused += u32::from(is_refusal);
            }
            assert_eq!(world.handshake(now), Ok(()), "at {now}");
            now += SECOND;
        }
    }
    assert!(refused > 10, "{refused} attempts were refused");
    assert_eq!(world.renewals(), [2, 2]);
    for (identity, _) in [&world.server, &world.client] {
        let not_after = identity.current().validity().not_after();
        assert!(not_after > end + Duration::days(360), "until {not_after}");
    }
}
