//! An authority is rolled over, host by host: the recipe in the documentation of `Trust`.

use notafter::{
    identity::Trust,
    mint::{Authority, rcgen::KeyPair},
};
use rustls::{CertificateError, Error, pki_types::CertificateDer};

use super::wire::{Host, NOW, Refusal, Setup, authority, unix};

/// A host that takes the steps of the recipe, one after the other.
struct Rolling<'a> {
    authorities: &'a [Authority<KeyPair>; 2],
    trust: Trust,
    host: Host,
    done: usize,
}

impl<'a> Rolling<'a> {
    fn new(authorities: &'a [Authority<KeyPair>; 2]) -> Self {
        let trust = authorities[0].trust().expect("roots");
        let host = Host::new(&authorities[0], Setup::new(&trust));
        Self { authorities, trust, host, done: 0 }
    }

    /// The next of the steps at which a host changes: 1, 2 and 4. Step 3 is to wait.
    fn step(&mut self) {
        let [old, new] = self.authorities;
        match self.done {
            0 => assert_eq!(self.trust.add(new.der().clone()), Ok(true)),
            1 => self.host.renew(new),
            2 => assert_eq!(self.trust.remove(old.der()), Ok(true)),
            done => panic!("no step after {done}"),
        }
        self.done += 1;
    }
}

const CHANGES: usize = 3;

/// Handshakes of each host with each, itself included, and those that fail.
fn handshakes(fleet: &[Rolling<'_>]) -> (usize, Vec<(usize, usize, Refusal)>) {
    let pairs = fleet.iter().flat_map(|client| fleet.iter().map(move |server| (client, server)));
    let results: Vec<_> =
        pairs.map(|(client, server)| (client.done, server.done, client.host.connect(&server.host).err())).collect();
    let failures = |(client, server, refusal): (usize, usize, Option<Refusal>)| Some((client, server, refusal?));
    (results.len(), results.into_iter().filter_map(failures).collect())
}

/// Two authorities, of different names and of the same name.
fn authorities() -> [[Authority<KeyPair>; 2]; 2] {
    [["old", "new"], ["Example", "Example"]].map(|names| names.map(authority))
}

/// Every state between: the hosts go one by one, in one order and in the opposite one, and all of them shake hands with all after
/// each change. A connection of the beginning lives until the end.
#[test]
fn no_handshake_fails_while_a_fleet_rolls_over() {
    const HOSTS: usize = 4;
    for authorities in &authorities() {
        let mut fleet: Vec<_> = (0..HOSTS).map(|_| Rolling::new(authorities)).collect();
        let mut first = fleet[0].host.connect(&fleet[1].host).expect("a handshake");
        let mut total = 0;
        for change in 0..CHANGES {
            for position in 0..HOSTS {
                let index = if change % 2 == 0 { position } else { HOSTS - 1 - position };
                fleet[index].step();
                let (count, failures) = handshakes(&fleet);
                assert_eq!(failures, [], "after change {change} of {} hosts", position + 1);
                total += count;
            }
        }
        assert_eq!(total, CHANGES * HOSTS * HOSTS * HOSTS);
        assert!(first.carries(), "what is established stays");
        assert!(fleet.iter().all(|host| host.trust.roots() == [authorities[1].der().clone()]));
    }
}

/// The table in the recipe: hosts at adjacent steps understand each other, and no others do.
#[test]
fn a_skipped_step_fails_a_handshake() {
    for authorities in &authorities() {
        let at = |done| {
            let mut host = Rolling::new(authorities);
            (0..done).for_each(|_| host.step());
            host
        };
        let fleet: Vec<_> = (0..=CHANGES).map(at).collect();
        for client in &fleet {
            for server in &fleet {
                let result = client.host.connect(&server.host);
                let is_adjacent = client.done.abs_diff(server.done) <= 1;
                assert_eq!(result.is_ok(), is_adjacent, "{} to {}: {result:?}", client.done, server.done);
                if let Err(Refusal::ByServer(error) | Refusal::ByClient(error)) = result {
                    use CertificateError::{BadSignature, UnknownIssuer};
                    assert!(matches!(error, Error::InvalidCertificate(UnknownIssuer | BadSignature)), "{error}");
                }
            }
        }
    }
}

/// The same test, over a fleet that leaves a step out: it must see failures, or it could not fail.
#[test]
fn a_fleet_that_leaves_a_step_out_is_noticed() {
    let authorities = &authorities()[0];
    let [old, new] = authorities;
    // Step 1 is left out: the first host renews while the others trust the old authority alone.
    let fleet: Vec<_> = (0..3).map(|_| Rolling::new(authorities)).collect();
    fleet[0].host.renew(new);
    let (_, failures) = handshakes(&fleet);
    assert_eq!(failures.len(), 5, "with itself, and with two others in both directions");

    // Step 3 is left out: the last host has its old certificate when the first one trusts the new authority alone.
    let mut fleet: Vec<_> = (0..3).map(|_| Rolling::new(authorities)).collect();
    fleet.iter_mut().for_each(Rolling::step);
    fleet[..2].iter_mut().for_each(Rolling::step);
    assert_eq!(handshakes(&fleet).1, []);
    fleet[0].trust.remove(old.der()).expect("a root is left");
    let (_, failures) = handshakes(&fleet);
    assert_eq!(failures.len(), 2, "the first and the last, in both directions");
}

/// Step 3: the trial in the recipe tells a peer whose certificate is still of the old authority.
#[test]
fn the_trial_tells_who_was_not_renewed() {
    for authorities in &authorities() {
        let trial = authorities[1].trust().expect("roots");
        let trial = trial.client_verifier();
        let is_replaced = |chain: &[CertificateDer<'_>]| match chain {
            [leaf, above @ ..] => trial.verify_client_cert(leaf, above, unix(NOW)).is_ok(),
            [] => false,
        };
        let mut fleet: Vec<_> = (0..2).map(|_| Rolling::new(authorities)).collect();
        fleet.iter_mut().for_each(Rolling::step);
        fleet[1].step();
        let seen: Vec<_> = fleet
            .iter()
            .map(|client| {
                let connection = client.host.connect(&fleet[0].host).expect("a handshake");
                is_replaced(connection.server.peer_certificates().expect("a certificate"))
            })
            .collect();
        assert_eq!(seen, [false, true]);
    }
}
