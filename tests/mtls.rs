//! The service in `examples/mtls_service`: over sockets for some seconds, and in memory across a leap day.

#[path = "../examples/mtls_service/load.rs"]
mod load;
#[path = "../examples/mtls_service/service.rs"]
mod service;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Scope, Scoped as _,
    renewal::{Outcome, Plan, RenewAt},
};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, ConnectionCommon, Error, ServerConfig, ServerConnection,
    pki_types::{ServerName, UnixTime},
    time_provider::TimeProvider,
};
use time::{Duration, UtcDateTime, macros::utc_datetime};

use load::Run;
use service::{Issuer, Role, Rotating, SERVER_NAME};

const SECOND: Duration = Duration::SECOND;

/// A clock that a test sets. rustls knows no time before 1970.
#[derive(Debug)]
struct Clock(AtomicU64);

impl Clock {
    fn at(now: UtcDateTime) -> Arc<Self> {
        let clock = Arc::new(Self(AtomicU64::new(0)));
        clock.set(now);
        clock
    }

    fn set(&self, now: UtcDateTime) {
        let seconds = u64::try_from(now.unix_timestamp()).expect("a time after 1970");
        self.0.store(seconds, Ordering::Relaxed);
    }
}

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(self.0.load(Ordering::Relaxed))))
    }
}

/// A server and a client that share a clock, without a network between them.
struct Pair {
    clock: Arc<Clock>,
    issuer: Issuer,
    server: Arc<Rotating>,
    client: Arc<Rotating>,
    server_config: Arc<ServerConfig>,
    client_config: Arc<ClientConfig>,
}

impl Pair {
    /// Server and client get their certificates at these instants.
    fn new(profile: Profile, plan: Plan, server_from: UtcDateTime, client_from: UtcDateTime) -> Self {
        let clock = Clock::at(server_from);
        let shared: Arc<dyn TimeProvider> = clock.clone();
        let issuer = Issuer::new(profile, server_from.min(client_from)).expect("an authority");
        let server =
            Rotating::new(&issuer, Role::Server, plan, "server", &shared).expect("a certificate for the server");
        clock.set(client_from);
        let client =
            Rotating::new(&issuer, Role::Client, plan, "client", &shared).expect("a certificate for the client");
        let server_config = service::server_config(&issuer, &server).expect("a server's configuration");
        let client_config = service::client_config(&issuer, &client).expect("a client's configuration");
        Self { clock, issuer, server, client, server_config, client_config }
    }

    /// A whole handshake at `now`, or who refuses the other's certificate and why.
    fn handshake(&self, now: UtcDateTime) -> Result<(), (Role, Error)> {
        self.clock.set(now);
        let name = ServerName::try_from(SERVER_NAME).expect("a name");
        let mut client = ClientConnection::new(Arc::clone(&self.client_config), name).expect("a client");
        let mut server = ServerConnection::new(Arc::clone(&self.server_config)).expect("a server");
        while client.is_handshaking() || server.is_handshaking() {
            let sent = carry(&mut client, &mut server).map_err(|error| (Role::Server, error))?;
            let answered = carry(&mut server, &mut client).map_err(|error| (Role::Client, error))?;
            assert!(sent + answered > 0, "at {now} both wait for the other");
        }
        assert!(server.peer_certificates().is_some_and(|chain| chain.len() == 1), "at {now} the client shows its own");
        Ok(())
    }

    /// Renews what is due at `now`, and returns the scopes of the failures and how many were renewed.
    fn tick(&self, now: UtcDateTime) -> (Vec<Scope>, u32) {
        self.clock.set(now);
        let (mut failures, mut renewed) = (Vec::new(), 0);
        for rotating in [&self.server, &self.client] {
            match rotating.tick(&self.issuer).expect("the clock shows the time") {
                Outcome::Failed { scope, .. } => failures.push(scope),
                Outcome::Renewed { .. } => renewed += 1,
                Outcome::NotDue { .. } => {}
                outcome => panic!("at {now}: {outcome:?}"),
            }
        }
        (failures, renewed)
    }
}

/// Carries everything that `from` has to say over to `to`, and returns how many bytes it was.
fn carry<A, B>(from: &mut ConnectionCommon<A>, to: &mut ConnectionCommon<B>) -> Result<usize, Error> {
    let mut bytes = Vec::new();
    while from.wants_write() {
        from.write_tls(&mut bytes).expect("memory takes every byte");
    }
    let mut unread = &bytes[..];
    while !unread.is_empty() {
        to.read_tls(&mut unread).expect("memory gives every byte");
        to.process_new_packets()?;
    }
    Ok(bytes.len())
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
fn no_handshake_fails_while_certificates_rotate_and_the_issuer_fails() {
    let run = Run { seconds: 3, failing: 1..2 };
    let summary = load::run(&run).expect("a run");
    assert_eq!(summary.faults(&run), [""; 0]);
    assert_eq!((summary.failed, summary.first_failure), (0, None));
    assert!(summary.handshakes > 100, "{} handshakes", summary.handshakes);
    assert!(summary.server_rotations >= 1 && summary.client_rotations >= 1, "both rotate");
    assert!(summary.certificates.len() >= 2, "clients see the old and the new");
    let refused = summary.refused.checked_sub(1).and(summary.refusal).expect("an attempt while the issuer fails");
    assert!(refused.contains("2029-02-29"), "the date refuses, nothing else: {refused}");
    assert_eq!(summary.unexpected, 0, "an issuer that is well mints");
    assert!(summary.failing > std::time::Duration::from_millis(500), "{:?}", summary.failing);
    assert!(summary.least_remaining > Some(std::time::Duration::ZERO), "{:?}", summary.least_remaining);
}

#[test]
fn a_run_that_shows_nothing_is_at_fault() {
    let run = Run { seconds: 3, failing: 1..2 };
    let summary =
        load::Summary { handshakes: 1, server_rotations: 1, client_rotations: 1, refused: 1, ..Default::default() };
    assert_eq!(summary.faults(&run), [""; 0]);
    let at_fault = [
        ("a handshake failed", load::Summary { failed: 1, ..summary.clone() }),
        ("there was no handshake", load::Summary { handshakes: 0, ..summary.clone() }),
        ("the server's certificate was never replaced", load::Summary { server_rotations: 0, ..summary.clone() }),
        ("the clients' certificate was never replaced", load::Summary { client_rotations: 0, ..summary.clone() }),
        ("the issuer was to fail and refused nothing", load::Summary { refused: 0, ..summary.clone() }),
        ("the issuer failed when it was not to", load::Summary { unexpected: 1, ..summary.clone() }),
    ];
    for (fault, summary) in at_fault {
        assert_eq!(summary.faults(&run), [fault]);
    }
    let well = load::Summary { refused: 0, ..summary };
    assert_eq!(well.faults(&Run { seconds: 3, failing: 0..0 }), [""; 0], "it was not to fail");
}

#[test]
fn a_leap_day_issuer_fails_by_the_date_alone() {
    let now = utc_datetime!(2026-01-01 12:00:00);
    let issuer = Issuer::new(Profile::new(Lifetime::seconds(10)), now).expect("an authority");
    issuer.set_leap_day(true);
    let error = issuer.mint(Role::Server, now).expect_err("no day a year later");
    assert_eq!(error.scope(), Scope::EveryHost, "{error}");
    issuer.set_leap_day(false);
    assert!(issuer.mint(Role::Server, now).is_ok());
}

#[test]
fn both_ends_are_inclusive_to_rustls_too() {
    let (leap_noon, later) = (utc_datetime!(2028-02-29 12:00:00), utc_datetime!(2028-06-01 00:00:00));
    let end = utc_datetime!(2029-02-28 11:59:59);
    // The one that is minted earlier expires first, and the other end says so.
    for (server_from, client_from, refuses) in [(leap_noon, later, Role::Client), (later, leap_noon, Role::Server)] {
        let pair = Pair::new(one_year(LeapDayPolicy::Clamp), Plan::new(RenewAt::Ideal), server_from, client_from);
        for before in (0..=60).rev() {
            let now = end - before * SECOND;
            assert_eq!(pair.handshake(now), Ok(()), "{before} s before the end");
        }
        for after in 1..=60 {
            let (who, error) = pair.handshake(end + after * SECOND).expect_err("expired");
            assert_eq!(who, refuses, "{after} s after the end: {error}");
            assert!(is_expired(&error), "{after} s after the end: {error}");
        }
        assert_eq!(pair.handshake(later), Ok(()), "from the first second of the later one");
        let (who, error) = pair.handshake(later - SECOND).expect_err("not valid yet");
        assert_ne!(who, refuses, "the later one is not valid yet");
        assert!(is_not_yet_valid(&error), "{error}");
    }

    let pair = Pair::new(one_year(LeapDayPolicy::Clamp), Plan::new(RenewAt::Ideal), leap_noon, leap_noon);
    assert_eq!(pair.handshake(leap_noon), Ok(()), "from the first second on");
    // The authority begins in the same second, but rustls-webpki 0.103 looks at no root's period: this is about the leaf.
    let (_, error) = pair.handshake(leap_noon - SECOND).expect_err("not valid yet");
    assert!(is_not_yet_valid(&error), "{error}");
}

#[test]
fn a_rotation_crosses_from_leap_day_to_the_end_of_its_year() {
    let (start, end) = (utc_datetime!(2028-02-29 12:00:00), utc_datetime!(2029-02-28 11:59:59));
    let plan = Plan::new(RenewAt::BeforeEnd(Duration::hours(1).unsigned_abs()));
    let pair = Pair::new(one_year(LeapDayPolicy::Clamp), plan, start, start);
    let mut renewed = 0;
    let mut cross = |from: UtcDateTime, through: UtcDateTime, step: Duration| {
        let mut now = from;
        while now <= through {
            let (failures, count) = pair.tick(now);
            assert_eq!(failures, [], "at {now}");
            renewed += count;
            assert_eq!(pair.handshake(now), Ok(()), "at {now}");
            now += step;
        }
    };
    let minute = Duration::MINUTE;
    let (midnight, year_later) = (utc_datetime!(2028-03-01 00:00:00), utc_datetime!(2029-03-01 00:00:00));
    cross(start, start + minute, SECOND);
    cross(midnight - minute, midnight + minute, SECOND);
    cross(midnight + minute, end - 2 * minute, Duration::days(1));
    cross(end - 2 * minute, end + 2 * minute, SECOND);
    cross(year_later - minute, year_later + minute, SECOND);
    assert_eq!(renewed, 2, "each end once");
}

/// The profile that broke: minting fails on the whole of 29 February, and half a minute of validity is left after it.
#[test]
fn a_rotation_outlives_a_leap_day_on_which_nothing_can_be_minted() {
    let (start, end) = (utc_datetime!(2027-03-01 00:00:30), utc_datetime!(2028-03-01 00:00:29));
    let (leap_day, next_day) = (utc_datetime!(2028-02-29 00:00:00), utc_datetime!(2028-03-01 00:00:00));
    let seconds = std::time::Duration::from_secs;
    let plan = Plan::new(RenewAt::BeforeEnd(seconds(0))).back_off(seconds(1), seconds(10));
    let pair = Pair::new(one_year(LeapDayPolicy::Reject), plan, start, start);
    // Renewal begins in the last hours of the leap day: the window ends an hour before the certificate does.
    assert_eq!(pair.tick(leap_day), (vec![], 0), "nothing was due before it");

    let mut refused = 0;
    for (from, through) in
        [(leap_day, leap_day + Duration::MINUTE), (next_day - Duration::MINUTE, end + Duration::MINUTE)]
    {
        let mut now = from;
        while now <= through {
            let (failures, renewed) = pair.tick(now);
            assert!(failures.iter().all(|scope| *scope == Scope::EveryHost), "at {now}: {failures:?}");
            assert!(now >= next_day || renewed == 0, "at {now} one year later does not exist");
            refused += failures.len();
            assert_eq!(pair.handshake(now), Ok(()), "at {now}");
            now += SECOND;
        }
    }
    assert!(refused > 10, "{refused} attempts were refused");
    assert!(pair.server.remaining() > Some(seconds(360 * 86_400)), "the server has a new certificate");
    assert!(pair.client.remaining() > Some(seconds(360 * 86_400)), "the client has a new certificate");
}
