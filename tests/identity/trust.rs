//! Roots that are replaced while servers and clients run.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

use allocation_counter::measure;
use notafter::{
    Lifetime, Profile,
    identity::Trust,
    mint::{
        self, Authority,
        rcgen::{DnType, KeyPair},
    },
};
use rustls::{
    CertificateError, ClientConfig, Error, RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
    crypto::{CryptoProvider, ring},
    pki_types::ServerName,
    server::{WebPkiClientVerifier, danger::ClientCertVerifier},
    version::{TLS12, TLS13},
};

use super::wire::{Connection, Host, Live, NOW, Refusal, SERVER_NAME, Setup, authority, decade, unix};

const fn shared<T: Send + Sync + Clone + std::fmt::Debug + 'static>() {}
const _: () = shared::<Trust>();

const UNKNOWN: Error = Error::InvalidCertificate(CertificateError::UnknownIssuer);

/// Every provider of this build, with its name.
fn providers() -> Vec<(&'static str, Arc<CryptoProvider>)> {
    vec![
        ("ring", Arc::new(ring::default_provider())),
        #[cfg(feature = "aws_lc_rs")]
        ("aws-lc-rs", Arc::new(rustls::crypto::aws_lc_rs::default_provider())),
    ]
}

/// What rustls makes of the same roots, without this crate.
fn fixed(
    authority: &Authority<KeyPair>,
    provider: &Arc<CryptoProvider>,
) -> (Arc<WebPkiServerVerifier>, Arc<dyn ClientCertVerifier>) {
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).expect("a root");
    let roots = Arc::new(roots);
    let servers = WebPkiServerVerifier::builder_with_provider(Arc::clone(&roots), Arc::clone(provider)).build();
    let clients = WebPkiClientVerifier::builder_with_provider(roots, Arc::clone(provider)).build();
    (servers.expect("a verifier"), clients.expect("a verifier"))
}

#[test]
fn replaced_roots_hold_for_the_next_handshake_and_not_for_the_present_connection() {
    for version in [&TLS13, &TLS12] {
        let (old, new) = (authority("old"), authority("new"));
        let (server_trust, client_trust) = (old.trust().expect("roots"), old.trust().expect("roots"));
        let server = Host::new(&old, Setup { version, ..Setup::new(&server_trust) });
        let client = Host::new(&old, Setup { version, ..Setup::new(&client_trust) });
        let mut present = client.connect(&server).expect("both trust the old authority");
        assert!(present.carries(), "{version:?}");

        // One side after the other: the server no longer trusts its clients, then the clients no longer trust the server.
        assert_eq!(server_trust.replace([new.der().clone()]), Ok(true));
        let refusal = client.connect(&server).expect_err("the server trusts the new authority alone");
        assert_eq!(refusal, Refusal::ByServer(UNKNOWN), "{version:?}");
        assert_eq!(server_trust.replace_pem(old.to_pem()), Ok(true));
        assert!(client.connect(&server).is_ok(), "{version:?}: back again");

        assert_eq!(client_trust.replace([new.der().clone()]), Ok(true));
        let refusal = client.connect(&server).expect_err("the client trusts the new authority alone");
        assert_eq!(refusal, Refusal::ByClient(UNKNOWN), "{version:?}");
        assert!(present.carries(), "{version:?}: what is established stays");

        server_trust.replace([new.der().clone()]).expect("roots");
        for host in [&server, &client] {
            host.renew(&new);
        }
        assert!(client.connect(&server).is_ok(), "{version:?}: both have certificates of the new authority");
    }
}

/// The wrong anchor may have the right name.
#[test]
fn another_authority_of_the_same_name_is_refused() {
    let (right, wrong) = (authority("Example"), authority("Example"));
    let trust = right.trust().expect("roots");
    let host = Host::new(&right, Setup::new(&trust));
    assert!(host.connect(&host).is_ok());
    trust.replace([wrong.der().clone()]).expect("roots");
    let refusal = host.connect(&host).expect_err("another key");
    assert_eq!(refusal, Refusal::ByClient(Error::InvalidCertificate(CertificateError::BadSignature)));
    trust.add(right.der().clone()).expect("a root");
    assert!(host.connect(&host).is_ok(), "two authorities of one name");
}

#[test]
fn a_client_certificate_is_required_or_optional() {
    let (known, unknown) = (authority("known"), authority("unknown"));
    let trust = known.trust().expect("roots");
    let required = Host::new(&known, Setup::new(&trust));
    let optional = Host::new(&known, Setup { clients: trust.optional_client_verifier(), ..Setup::new(&trust) });
    let stranger = Host::new(&unknown, Setup::new(&trust));
    let nameless = ClientConfig::builder_with_details(Arc::new(ring::default_provider()), required.clock.clone())
        .with_protocol_versions(&[&TLS13])
        .expect("a version of this provider")
        .dangerous()
        .with_custom_certificate_verifier(trust.server_verifier())
        .with_no_client_auth();
    let nameless = Arc::new(nameless);

    let refusal = Connection::new(&nameless, &required.server).expect_err("a certificate is required");
    assert_eq!(refusal, Refusal::ByServer(Error::NoCertificatesPresented));
    let connection = Connection::new(&nameless, &optional.server).expect("a certificate is optional");
    assert_eq!(connection.server.peer_certificates(), None);
    let connection = required.connect(&optional).expect("a certificate that is trusted");
    assert!(connection.server.peer_certificates().is_some());
    for server in [&required, &optional] {
        let refusal = stranger.connect(server).expect_err("a certificate that is not trusted");
        assert_eq!(refusal, Refusal::ByServer(UNKNOWN));
    }

    trust.replace([unknown.der().clone()]).expect("roots");
    let refusal = required.connect(&optional).expect_err("the roots are replaced");
    assert_eq!(refusal, Refusal::ByClient(UNKNOWN), "the client looks first");
}

#[test]
fn every_provider_verifies_and_offers_what_the_verifier_of_rustls_does() {
    let example = authority("Example");
    for (name, provider) in providers() {
        let trust = Trust::with_provider([example.der().clone()], Arc::clone(&provider)).expect("roots");
        let from_pem = Trust::from_pem_with_provider(example.to_pem(), Arc::clone(&provider)).expect("roots");
        assert_eq!(trust.roots(), from_pem.roots(), "{name}");
        let (servers, clients) = fixed(&example, &provider);
        let schemes = servers.supported_verify_schemes();
        assert!(!schemes.is_empty(), "{name}");
        assert_eq!(trust.server_verifier().supported_verify_schemes(), schemes, "{name}");
        let schemes = clients.supported_verify_schemes();
        for verifier in [trust.client_verifier(), trust.optional_client_verifier()] {
            assert_eq!(verifier.supported_verify_schemes(), schemes, "{name}");
            assert!(verifier.offer_client_auth(), "{name}");
            assert!(!verifier.requires_raw_public_keys(), "{name}");
            assert!(verifier.root_hint_subjects().is_empty(), "{name}");
        }
        assert!(trust.client_verifier().client_auth_mandatory(), "{name}");
        assert!(!trust.optional_client_verifier().client_auth_mandatory(), "{name}");
        assert!(trust.server_verifier().root_hint_subjects().is_none(), "{name}");
        for version in [&TLS13, &TLS12] {
            let host = Host::new(&example, Setup { provider: Arc::clone(&provider), version, ..Setup::new(&trust) });
            assert!(host.connect(&host).is_ok(), "{name}, {version:?}");
        }
    }
}

#[test]
fn an_authority_below_another_is_the_only_root() {
    let root = authority("root");
    let below = |name| {
        let key = KeyPair::generate().expect("a key");
        Authority::signed_by(&decade(), mint::authority(name), key, &root, NOW).expect("an authority")
    };
    let (issuing, sister) = (below("issuing"), below("sister"));
    let trust = issuing.trust().expect("roots");
    assert_eq!(trust.roots(), [issuing.der().clone()]);
    assert_eq!(trust.root_store().len(), 1);
    let host = Host::new(&issuing, Setup::new(&trust));
    assert!(host.connect(&host).is_ok());
    let stranger = Host::new(&sister, Setup::new(&trust));
    assert_eq!(stranger.connect(&host).expect_err("a sister"), Refusal::ByServer(UNKNOWN));
    // Under the root both are trusted, by the chains that they send.
    trust.replace([root.der().clone()]).expect("roots");
    assert!(stranger.connect(&host).is_ok());
}

/// Clones and verifiers share the roots; a root store is of its time.
#[test]
fn clones_share_the_roots() {
    let (old, new) = (authority("old"), authority("new"));
    let trust = old.trust().expect("roots");
    let (clone, store) = (trust.clone(), trust.root_store());
    assert_eq!(clone.add(new.der().clone()), Ok(true));
    assert_eq!(trust.roots(), [old.der().clone(), new.der().clone()]);
    assert_eq!((store.len(), trust.root_store().len()), (1, 2));
    assert_eq!(format!("{trust:?}"), "Trust { roots: 2, .. }");
}

/// Three threads replace roots while others shake hands. One authority is in every set, so that no handshake may fail; a set that is
/// seen in halves, or empty, would make one fail.
#[test]
fn handshakes_see_whole_sets_while_threads_replace_them() {
    const HANDSHAKES: usize = 300;
    let [left, always, right] = ["left", "always", "right"].map(authority);
    let [a, b, c] = [&left, &always, &right].map(|authority| authority.der().clone());
    let sets = [vec![a.clone(), b.clone()], vec![b.clone(), c.clone()], vec![b.clone()]];
    let trust = Trust::new(sets[0].clone()).expect("roots");
    let host = Host::new(&always, Setup::new(&trust));
    // Refused while its authority is in no set.
    let foreign = Host::new(&left, Setup::new(&trust));
    let (done, replaced, partial) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        for first in 0..3 {
            let (trust, sets, done, replaced) = (trust.clone(), &sets, &done, &replaced);
            scope.spawn(move || {
                for set in sets.iter().cycle().skip(first) {
                    trust.replace(set.clone()).expect("roots");
                    replaced.fetch_add(1, Ordering::Relaxed);
                    if done.load(Ordering::Relaxed) {
                        break;
                    }
                }
            });
        }
        let workers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..HANDSHAKES {
                        if let Err(refusal) = host.connect(&host) {
                            return Some(refusal);
                        }
                        if !sets.contains(&trust.roots()) {
                            partial.fetch_add(1, Ordering::Relaxed);
                        }
                        match foreign.connect(&host) {
                            Err(refusal) if refusal != Refusal::ByServer(UNKNOWN) => return Some(refusal),
                            Ok(_) | Err(_) => {}
                        }
                    }
                    None
                })
            })
            .collect();
        let refusals: Vec<_> = workers.into_iter().map(|worker| worker.join().expect("a worker")).collect();
        done.store(true, Ordering::Relaxed);
        assert_eq!(refusals, [None, None, None]);
    });
    assert_eq!(partial.into_inner(), 0, "no set is seen in part");
    assert!(replaced.into_inner() > 3, "roots are replaced meanwhile");
}

/// Of two changes at once none is lost: whoever added a root removes it again.
#[test]
fn concurrent_changes_add_up() {
    const ROUNDS: usize = 200;
    let first = authority("first");
    let trust = first.trust().expect("roots");
    let others: Vec<_> = (0..4).map(|index| authority(&format!("authority {index}")).der().clone()).collect();
    thread::scope(|scope| {
        for root in &others {
            let trust = &trust;
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    assert_eq!(trust.add(root.clone()), Ok(true), "{round}");
                    assert_eq!(trust.remove(root), Ok(true), "{round}");
                }
            });
        }
    });
    assert_eq!(trust.roots(), [first.der().clone()]);
}

/// The allocator counts for each thread.
#[test]
fn verification_allocates_what_the_verifier_of_rustls_does() {
    let example = authority("Example");
    let provider = Arc::new(ring::default_provider());
    let trust = Trust::with_provider([example.der().clone()], Arc::clone(&provider)).expect("roots");
    let (fixed_servers, fixed_clients) = fixed(&example, &provider);
    let (servers, clients) = (trust.server_verifier(), trust.client_verifier());
    let (as_server, as_client) = (Live::server(&example), Live::client(&example));
    let (name, now) = (ServerName::try_from(SERVER_NAME).expect("a name"), unix(NOW));
    let server = |verifier: &dyn ServerCertVerifier| {
        measure(|| {
            verifier.verify_server_cert(&as_server.cert[0], &[], &name, &[], now).expect("trusted");
        })
    };
    let client = |verifier: &dyn ClientCertVerifier| {
        measure(|| {
            verifier.verify_client_cert(&as_client.cert[0], &[], now).expect("trusted");
        })
    };
    // The first look of a thread into any ArcSwap may allocate a node, which the thread keeps.
    assert_eq!(trust.roots().len(), 1);
    let (live, fixed) = (server(&*servers), server(&*fixed_servers));
    assert_eq!((live.count_total, live.bytes_total), (fixed.count_total, fixed.bytes_total), "of a server");
    let (live, fixed) = (client(&*clients), client(&*fixed_clients));
    assert_eq!((live.count_total, live.bytes_total), (fixed.count_total, fixed.bytes_total), "of a client");

    // The signatures as well: whole handshakes, each with the same number of allocations.
    let live = Host::new(&example, Setup::new(&trust));
    let fixed_clients = WebPkiClientVerifier::builder_with_provider(trust.root_store(), Arc::clone(&provider))
        .clear_root_hint_subjects()
        .build()
        .expect("a verifier");
    let fixed = Host::new(&example, Setup { servers: fixed_servers, clients: fixed_clients, ..Setup::new(&trust) });
    let handshake = |host: &Host| {
        measure(|| {
            host.connect(host).expect("trusted");
        })
        .count_total
    };
    let first = handshake(&fixed);
    assert!(first > 0, "the allocator counts");
    assert_eq!(handshake(&live), handshake(&fixed));
}

/// What a self-signed leaf as its own root is good for: it is trusted, and signs for nobody.
#[test]
fn a_leaf_that_signs_itself_is_trusted_as_the_peer_that_it_is() {
    let week = Profile::new(Lifetime::days(7));
    let mut params = mint::server([SERVER_NAME]).expect("a name");
    params.distinguished_name.push(DnType::CommonName, SERVER_NAME);
    let leaf = week.self_signed(params, &KeyPair::generate().expect("a key"), NOW).expect("a leaf");
    let trust = Trust::new([leaf.der().clone()]).expect("a root");
    let name = ServerName::try_from(SERVER_NAME).expect("a name");
    let verify = |der| trust.server_verifier().verify_server_cert(der, &[], &name, &[], unix(NOW));
    assert!(verify(leaf.der()).is_ok());
    let other = Live::server(&authority("Example"));
    assert_eq!(verify(&other.cert[0]).err(), Some(UNKNOWN));
}
