//! The saved state: what a restart goes on from, and what damage does.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use notafter::{
    Lifetime, Profile, Scope, ScopedError,
    identity::{Identity, LiveIdentity, Source},
    mint::{
        self, Authority,
        rcgen::{CertificateParams, CustomExtension, ExtendedKeyUsagePurpose, KeyPair, SanType},
    },
    renewal::{Plan, RenewAt, State},
};
use rustls::{crypto::ring, pki_types::PrivateKeyDer, sign::CertifiedKey};
use time::{UtcDateTime, macros::utc_datetime};

use super::world::{Clock, Told, authority, told};
use crate::fixture::{SEQUENCE, children, header_len, tlv};

const START: UtcDateTime = utc_datetime!(2027-12-01 00:00:00);
const WEEK: Profile = Profile::new(Lifetime::days(7));
const PLAN: Plan = Plan::new(RenewAt::Ideal);

/// A service that is started again and again.
struct Service {
    folder: tempfile::TempDir,
    clock: Clock,
    told: Told,
    authority: Arc<Authority<KeyPair>>,
}

impl Service {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { folder, clock: Clock::at(START), told: told(), authority: authority(START) }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("web.pem")
    }

    fn minting(&self) -> impl Source + use<> {
        self.authority.source(WEEK, mint::client("web"))
    }

    fn start<S: Source>(
        &self,
        source: S,
    ) -> Result<(LiveIdentity, notafter::identity::Ticker<S>), notafter::identity::StartError> {
        let builder = LiveIdentity::builder("web", PLAN).save(self.path()).observe(self.told.observer());
        builder.start_by_hand(self.clock.shown(), source)
    }

    /// The files in the folder.
    fn files(&self) -> Vec<String> {
        let mut files: Vec<_> = fs::read_dir(self.folder.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        files.sort();
        files
    }
}

fn away(_: UtcDateTime) -> Result<Identity, ScopedError> {
    Err(ScopedError::new(Scope::SharedService, "away"))
}

#[test]
fn a_restart_goes_on_with_what_was_saved_and_asks_nobody() {
    let service = Service::new();
    let (identity, mut ticker) = service.start(service.minting()).expect("an identity");
    let first = identity.current();
    service.clock.set(identity.snapshot().due());
    let _ = ticker.tick();
    let second = identity.current();
    assert_ne!(first.chain(), second.chain(), "renewed");
    let due = identity.snapshot().due();
    drop((identity, ticker));

    let (identity, _) = service.start(away).expect("what was saved");
    assert_eq!(identity.current().chain(), second.chain());
    assert_eq!(identity.snapshot().due(), due, "when it was taken is known");
    assert_eq!(service.files(), ["web.pem"]);
}

#[test]
fn the_wait_after_a_failure_outlives_a_restart() {
    let service = Service::new();
    let (identity, _) = service.start(service.minting()).expect("an identity");
    service.clock.set(identity.snapshot().due());
    drop(identity);
    let (identity, mut ticker) = service.start(away).expect("what was saved");
    let _ = ticker.tick();
    let due = identity.snapshot().due();
    assert!(due > service.clock.now());
    drop((identity, ticker));
    service.told.take();

    let (identity, mut ticker) = service.start(away).expect("what was saved");
    let _ = ticker.tick();
    assert_eq!(identity.snapshot().due(), due, "a crash loop asks nobody");
    let loaded = format!("loaded {}: valid until 2027-12-07T23:59:59Z", service.path().display());
    assert_eq!(service.told.take(), [loaded]);
    assert!(matches!(identity.snapshot().state(), State::Degraded { failures: 1, .. }));
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let service = Service::new();
    drop(service.start(service.minting()).expect("an identity"));
    let mode = fs::metadata(service.path()).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn others_read_it_as_pem() {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
    let service = Service::new();
    let (identity, _) = service.start(service.minting()).expect("an identity");
    let pem = fs::read(service.path()).expect("a file");
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&pem).collect::<Result<_, _>>().expect("PEM");
    assert_eq!(chain, identity.current().chain());
    let key = PrivateKeyDer::from_pem_slice(&pem).expect("a key");
    let certified = CertifiedKey::from_der(chain, key, &ring::default_provider()).expect("a pair");
    assert_eq!(certified.keys_match(), Ok(()));
    // The crate reads it as any file with a chain and a key.
    assert_eq!(Identity::from_pem(&pem).expect("an identity").chain(), identity.current().chain());
    // `openssl` and pem, whose readers are others.
    let blocks = pem::parse_many(&pem).expect("PEM");
    let tags: Vec<_> = blocks.iter().map(pem::Pem::tag).collect();
    assert_eq!(tags, ["CERTIFICATE", "PRIVATE KEY"]);
    assert_eq!(blocks[0].contents(), identity.current().chain()[0].as_ref());
}

/// Each octet that is changed, and each length that is cut, is told; nothing of it is used.
#[test]
fn damage_anywhere_is_told_and_never_used() {
    let service = Service::new();
    drop(service.start(service.minting()).expect("an identity"));
    let good = fs::read(service.path()).expect("a file");
    service.told.take();
    let refused = |damaged: &[u8], what: &str| {
        fs::write(service.path(), damaged).expect("a file");
        let error = service.start(away).err().unwrap_or_else(|| panic!("{what}: it was used"));
        assert_eq!(error.to_string(), "no identity after 1 attempt: away", "{what}");
        let lines = service.told.take();
        let path = service.path().display().to_string();
        assert!(lines[0].starts_with(&format!("not loaded: {path}: ")), "{what}: {lines:?}");
        assert_eq!(fs::read(service.path()).expect("a file"), damaged, "{what}: it was touched");
        lines[0].clone()
    };
    for length in (0..good.len()).step_by(7) {
        refused(&good[..length], &format!("cut to {length}"));
    }
    for index in (0..good.len()).step_by(5) {
        let mut damaged = good.clone();
        damaged[index] ^= 1;
        refused(&damaged, &format!("octet {index}"));
    }
    let version = refused(b"notafter identity 2 checksum 0\n", "another version");
    assert!(version.contains("found `notafter identity 2 checksum 0`"), "{version}");
    let twice = [&good[..], &good[..]].concat();
    assert!(refused(&twice, "twice").contains("checksum"), "more than was written");
}

#[test]
fn a_damaged_file_is_set_aside_once_there_is_something_to_save() {
    let service = Service::new();
    fs::write(service.path(), "someone else's").expect("a file");
    let (identity, _) = service.start(service.minting()).expect("an identity");
    assert_eq!(service.files(), ["web.pem", "web.pem.unreadable"]);
    assert_eq!(fs::read(service.folder.path().join("web.pem.unreadable")).expect("a file"), b"someone else's");
    let lines = service.told.take();
    assert!(
        lines[0].contains("expected `notafter identity 1 checksum …` in the first line, found another text"),
        "{lines:?}"
    );
    drop(identity);
    drop(service.start(away).expect("what was saved"));
}

/// Something else removes it meanwhile, or the place for it is taken.
#[test]
fn a_damaged_file_that_is_not_set_aside_is_told_unless_it_is_gone() {
    let removed = Service::new();
    fs::write(removed.path(), "damaged").expect("a file");
    let (path, mut source) = (removed.path(), removed.minting());
    let removing = move |now| {
        fs::remove_file(&path).expect("it is there");
        source.mint(now)
    };
    let (identity, _) = removed.start(removing).expect("an identity");
    assert_eq!(identity.snapshot().errors().next(), None);
    assert_eq!(removed.files(), ["web.pem"]);

    let taken = Service::new();
    fs::write(taken.path(), "damaged").expect("a file");
    fs::create_dir(taken.folder.path().join("web.pem.unreadable")).expect("a folder");
    let (identity, _) = taken.start(taken.minting()).expect("an identity");
    let snapshot = identity.snapshot();
    let errors: Vec<_> = snapshot.errors().collect();
    assert!(matches!(errors[..], [error] if error.contains("cannot rename ")), "{errors:?}");
}

#[test]
fn a_folder_that_cannot_be_written_is_told_once_and_tried_again() {
    let service = Service::new();
    let (identity, mut ticker) = service.start(service.minting()).expect("an identity");
    // Below a regular file there is no folder, whoever asks.
    let (folder, moved) = (service.folder.path().to_owned(), service.folder.path().with_extension("moved"));
    fs::rename(&folder, &moved).expect("a rename");
    fs::write(&folder, "no folder").expect("a file");
    service.told.take();
    identity.renew_now();
    for _ in 0..5 {
        let _ = ticker.tick();
    }
    let lines = service.told.take();
    assert_eq!(lines.iter().filter(|line| line.starts_with("not saved: ")).count(), 1, "it is told once: {lines:?}");
    assert_eq!(
        lines.iter().filter(|line| line.starts_with("renewed")).count(),
        1,
        "and renewed all the same: {lines:?}"
    );
    assert!(identity.snapshot().errors().any(|error| error.starts_with("not saved: ")));
    let renewed = identity.current();

    fs::remove_file(&folder).and_then(|()| fs::rename(&moved, &folder)).expect("mended");
    let _ = ticker.tick();
    drop((identity, ticker));
    let (identity, _) = service.start(away).expect("what was saved");
    assert_eq!(identity.current().chain(), renewed.chain(), "it was saved at the next tick");
}

#[test]
fn what_has_expired_is_started_with_if_there_is_nothing_better() {
    let service = Service::new();
    drop(service.start(service.minting()).expect("an identity"));
    service.clock.set(START + time::Duration::days(8));
    let (identity, _ticker) = service.start(away).expect("better than none: the clock may be wrong");
    assert!(matches!(identity.snapshot().state(), State::Expired { .. }));
    drop((identity, _ticker));
    let (identity, _) = service.start(service.minting()).expect("an identity");
    assert_eq!(identity.snapshot().state(), State::Fresh, "the source was asked at once");
}

#[test]
fn one_that_begins_later_is_saved_beside_the_one_in_use() {
    let service = Service::new();
    let plan = PLAN.settle(std::time::Duration::from_secs(3_600));
    let start = |source: Box<dyn Source>| {
        let builder = LiveIdentity::builder("web", plan).save(service.path());
        builder.start_by_hand(service.clock.shown(), source).expect("an identity")
    };
    let (identity, mut ticker) = start(Box::new(service.minting()));
    let first = identity.current();
    service.clock.set(identity.snapshot().due());
    let _ = ticker.tick();
    assert_eq!(identity.current().chain(), first.chain(), "the new one has not settled");
    drop((identity, ticker));
    let (identity, mut ticker) = start(Box::new(away));
    assert_eq!(identity.current().chain(), first.chain(), "nor after a restart");
    service.clock.set(service.clock.now() + time::Duration::hours(2));
    let _ = ticker.tick();
    assert_ne!(identity.current().chain(), first.chain(), "and then it is there");
}

/// What was saved is used until it is renewed, which is at once if it is not what the source would give.
#[test]
fn a_source_that_gives_something_else_now_is_asked_at_the_start() {
    let service = Service::new();
    let first = {
        let (identity, _) = service.start(service.minting()).expect("an identity");
        identity.current()
    };
    let with = |change: &dyn Fn(&mut CertificateParams)| {
        let mut params = mint::client("web");
        change(&mut params);
        params
    };
    let name = |name: &str| SanType::DnsName(name.try_into().expect("a name"));
    let other = authority(START);
    let cases = [
        ("the same", &service.authority, with(&|_| {}), true),
        (
            "another name",
            &service.authority,
            with(&|params| params.subject_alt_names.push(name("web.internal"))),
            false,
        ),
        ("another subject", &service.authority, mint::client("web2"), false),
        (
            "another purpose",
            &service.authority,
            with(&|params| params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth)),
            false,
        ),
        (
            "another extension",
            &service.authority,
            with(&|params| params.custom_extensions.push(CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]))),
            false,
        ),
        ("fewer purposes", &service.authority, with(&|params| params.extended_key_usages.clear()), false),
        ("another authority with the same name", &other, with(&|_| {}), false),
    ];
    let saved = fs::read(service.path()).expect("a file");
    for (what, authority, params, fits) in cases {
        fs::write(service.path(), &saved).expect("a file");
        let (identity, mut ticker) = service.start(authority.source(WEEK, params)).expect("what was saved");
        assert_eq!(identity.current().chain(), first.chain(), "{what}: it is used until then");
        let _ = ticker.tick();
        assert_eq!(identity.current().chain() == first.chain(), fits, "{what}");
        assert_eq!(identity.snapshot().state(), State::Fresh, "{what}");
    }
}

#[test]
fn a_key_that_nobody_knows_is_told_and_served() {
    let service = Service::new();
    let mut source = service.minting();
    let in_hsm = move |now| {
        let certified = CertifiedKey::clone(source.mint(now)?.certified_key());
        Ok::<_, ScopedError>(Identity::from_certified_key(certified)?)
    };
    let (identity, _) = service.start(in_hsm).expect("an identity");
    assert_eq!(identity.snapshot().state(), State::Fresh);
    let lines = service.told.take();
    assert!(lines.iter().any(|line| line.contains("the key in use is not known")), "{lines:?}");
    assert!(!Path::new(&service.path()).exists());
}

/// The forms before PKCS #8 have labels of their own.
#[test]
fn a_key_of_an_older_form_is_saved_as_it_is() {
    let of_pkcs_8 = |key: &KeyPair| {
        let parts = children(&key.serialize_der());
        (parts[2][header_len(&parts[2])..].to_vec(), children(&parts[1])[1].clone())
    };
    let ec = KeyPair::generate().expect("a key");
    let (inner, curve) = of_pkcs_8(&ec);
    let [version, private, public] = &children(&inner)[..] else { panic!("an EC key") };
    let sec_1 = tlv(SEQUENCE, &[&version[..], private, &tlv(0xa0, &curve), public].concat());
    let rsa: &[u8] = include_bytes!("../corpus/requests/rsa-2048.der");
    let rsa = KeyPair::try_from(rsa).expect("a key");
    let pkcs_1 = of_pkcs_8(&rsa).0;
    let cases = [
        ("EC PRIVATE KEY", ec, PrivateKeyDer::Sec1(sec_1.into())),
        ("RSA PRIVATE KEY", rsa, PrivateKeyDer::Pkcs1(pkcs_1.into())),
    ];
    for (label, key, der) in cases {
        let service = Service::new();
        let leaf = WEEK.signed_by(mint::client("web"), &key, &service.authority, START).expect("a leaf");
        let given = Identity::from_der([leaf.into()], der).expect("an identity");
        let source = move |_| Ok::<_, ScopedError>(given.clone());
        let (identity, _) = service.start(source).expect("an identity");
        let text = fs::read_to_string(service.path()).expect("a file");
        assert!(text.contains(&format!("-----BEGIN {label}-----\n")), "{label}");
        let (restarted, _) = service.start(away).expect("what was saved");
        assert_eq!(restarted.current().chain(), identity.current().chain(), "{label}");
    }
}

/// What was valid before a clock was set wrong is there when it is right again, after restarts too.
#[test]
fn all_that_is_kept_outlives_a_restart_and_others_see_one_chain() {
    let service = Service::new();
    let (identity, mut ticker) = service.start(service.minting()).expect("an identity");
    let first = identity.current();
    service.clock.set(START + time::Duration::days(365));
    let _ = ticker.tick();
    assert_ne!(identity.current().chain(), first.chain());
    drop((identity, ticker));
    let text = fs::read(service.path()).expect("a file");
    assert_eq!(pem::parse_many(&text).expect("PEM").len(), 2, "one chain and one key");
    service.clock.set(START + time::Duration::days(1));
    let (identity, _ticker) = service.start(away).expect("what was saved");
    assert_eq!(identity.current().chain(), first.chain());
}

#[test]
fn what_cannot_be_read_is_set_aside_and_what_is_saved_is_not_written_again() {
    let service = Service::new();
    fs::write(service.path(), vec![b'x'; 2 << 20]).expect("a file");
    drop(service.start(service.minting()).expect("an identity"));
    assert_eq!(service.files(), ["web.pem", "web.pem.unreadable"], "too long a file is kept");
    let written = |service: &Service| fs::metadata(service.path()).and_then(|file| file.modified()).expect("a time");
    let before = written(&service);
    std::thread::sleep(std::time::Duration::from_millis(20));
    drop(service.start(away).expect("what was saved"));
    assert_eq!(written(&service), before, "it was written again");
    // The head is lost: what is first now may be a key.
    let text = fs::read_to_string(service.path()).expect("a file");
    let (_, key) = text.split_once("PRIVATE KEY-----\n").expect("a key");
    fs::write(service.path(), key).expect("a file");
    service.told.take();
    assert!(service.start(away).is_err());
    let lines = service.told.take();
    assert!(lines[0].ends_with("found another text") && !lines[0].contains(&key[..20]), "{lines:?}");
}

#[test]
fn a_file_that_was_removed_is_written_again() {
    let service = Service::new();
    let (identity, mut ticker) = service.start(service.minting()).expect("an identity");
    let before = fs::read(service.path()).expect("a file");
    fs::remove_file(service.path()).expect("removed");
    let _ = ticker.tick();
    assert_eq!(fs::read(service.path()).expect("a file"), before);
    drop(identity);
}

/// What would not be read again is not put in the place of what can be.
#[test]
fn a_chain_that_is_too_long_to_be_read_again_is_told_and_not_saved() {
    let service = Service::new();
    let (identity, mut ticker) = service.start(service.minting()).expect("an identity");
    let before = fs::read(service.path()).expect("a file");
    // Authorities with large extensions, below the 64 KiB that webpki reads.
    let mut params = mint::authority("Example CA");
    params.custom_extensions.push(CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99_999, 1], vec![4; 60_000]));
    let (month, now, key) =
        (Profile::new(Lifetime::days(30)), START + time::Duration::days(1), || KeyPair::generate().expect("a key"));
    let large = Authority::self_signed(&month, params, key(), now).expect("an authority");
    let (above, key) = (std::iter::repeat_n(large.der(), 20), key());
    let leaf = month.signed_by(mint::client("web"), &key, &large, now).expect("a leaf");
    let long = Identity::from_minted(leaf, &key, above).expect("an identity");
    service.told.take();
    identity.offer(long);
    let _ = ticker.tick();
    let lines = service.told.take();
    assert!(lines[1].contains("more than the 1048576 that are read"), "{lines:?}");
    assert_eq!(fs::read(service.path()).expect("a file"), before);
}
