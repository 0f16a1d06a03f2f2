//! Files that another tool replaces.

use std::{fs, path::PathBuf, sync::Arc};

use notafter::{
    Lifetime, Profile,
    identity::{Files, Identity, LiveIdentity, StartError, Ticker, Trust},
    mint::{self, Authority, Minted, rcgen::KeyPair},
    renewal::{Plan, RenewAt, State},
    time::UtcDateTime,
};
use rustls::client::ResolvesClientCert;
use time::{Duration, macros::utc_datetime};

use super::world::{Clock, Told, authority, told};

const START: UtcDateTime = utc_datetime!(2027-12-01 00:00:00);
const PLAN: Plan = Plan::new(RenewAt::Ideal);

/// A tool that writes files, and a service that reads them.
struct Tool {
    folder: tempfile::TempDir,
    clock: Clock,
    told: Told,
    authority: Arc<Authority<KeyPair>>,
}

impl Tool {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { folder, clock: Clock::at(START), told: told(), authority: authority(START - Duration::days(400)) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A certificate and its key, from `begin` on for `days`.
    fn made(&self, begin: UtcDateTime, days: u32) -> (Minted, KeyPair) {
        let key = KeyPair::generate().expect("a key");
        let profile = Profile::new(Lifetime::days(days));
        let leaf = profile.signed_by(mint::client("web"), &key, &self.authority, begin);
        (leaf.expect("a certificate"), key)
    }

    /// Replaces both files.
    fn write(&self, (leaf, key): &(Minted, KeyPair)) {
        fs::write(self.path("tls.crt"), leaf.to_pem()).expect("a file");
        fs::write(self.path("tls.key"), key.serialize_pem()).expect("a file");
    }

    fn start(&self) -> Result<(LiveIdentity, Ticker<Files>), StartError> {
        let files = Files::new(self.path("tls.crt"), self.path("tls.key"));
        LiveIdentity::builder("web", PLAN).observe(self.told.observer()).start_by_hand(self.clock.shown(), files)
    }
}

/// What a handshake shows.
fn leaf_of(identity: &LiveIdentity) -> Vec<u8> {
    ResolvesClientCert::resolve(identity, &[], &[]).expect("a certificate").cert[0].to_vec()
}

#[test]
fn what_is_replaced_is_in_use_at_the_next_tick() {
    let tool = Tool::new();
    tool.write(&tool.made(START, 90));
    let (identity, mut ticker) = tool.start().expect("an identity");
    let _ = ticker.tick();
    assert_eq!(tool.told.take().len(), 1, "the first one is told");
    let second = tool.made(START + Duration::days(60), 90);
    tool.clock.set(START + Duration::days(60));
    tool.write(&second);
    let _ = ticker.tick();
    assert_eq!(leaf_of(&identity), second.0.der().as_ref());
    assert!(tool.told.take()[0].starts_with("renewed"));
    let _ = ticker.tick();
    assert_eq!(tool.told.take(), [""; 0], "what is there already is not told again");
}

#[test]
fn a_reissued_certificate_with_the_same_or_an_earlier_end_is_used() {
    let tool = Tool::new();
    tool.write(&tool.made(START, 90));
    let (identity, mut ticker) = tool.start().expect("an identity");
    for days in [90, 47, 6] {
        let reissued = tool.made(START, days);
        tool.write(&reissued);
        let _ = ticker.tick();
        assert_eq!(leaf_of(&identity), reissued.0.der().as_ref(), "{days} days: its owner has put it there");
    }
    assert_eq!(identity.snapshot().state(), State::Fresh);
}

#[test]
fn what_is_broken_displaces_nothing_is_told_once_and_mended_at_the_next_tick() {
    let tool = Tool::new();
    let (good, other) = (tool.made(START, 90), tool.made(START + Duration::hours(1), 90));
    tool.write(&good);
    let (identity, mut ticker) = tool.start().expect("an identity");
    let _ = ticker.tick();
    let (crt, key) = (tool.path("tls.crt"), tool.path("tls.key"));
    let pem = other.0.to_pem();
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let legacy = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AA\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    let intermediate = tool.authority.to_pem();
    let in_wrong_order = format!("{intermediate}{pem}");
    let two_keys = other.1.serialize_pem() + &good.1.serialize_pem();
    let lines = pem[..pem.len() / 2].lines().count() + 1;
    let half_written = format!("PEM: block at line 1: the END line is missing before line {lines}");
    let cases: &[(&str, &str, &str, &str)] = &[
        ("half written", &pem[..pem.len() / 2], "", &half_written),
        ("of another key", &pem, "", "the certificate is for another key"),
        ("empty", "", "", "no certificate"),
        ("garbage in base64", &pem.replace('M', "!"), "", "PEM: block at line 1: base64 is broken in line 2"),
        ("a key in place of the certificate", &good.1.serialize_pem(), "", "no certificate"),
        ("in the wrong order", &in_wrong_order, "", "certificate 2 is not the issuer's of certificate 1"),
        ("an encrypted key", &pem, encrypted, "the private key is encrypted"),
        ("no key", &pem, "text", "no private key"),
        ("a key that is encrypted as OpenSSL did", &pem, legacy, "the private key is encrypted"),
        ("two keys", &pem, &two_keys, "expected one private key, found 2"),
    ];
    for (what, new_crt, new_key, reason) in cases {
        fs::write(&crt, new_crt).expect("a file");
        let new_key = if new_key.is_empty() { good.1.serialize_pem() } else { (*new_key).to_owned() };
        fs::write(&key, new_key).expect("a file");
        tool.told.take();
        for _ in 0..3 {
            let _ = ticker.tick();
        }
        assert_eq!(leaf_of(&identity), good.0.der().as_ref(), "{what}: what is in use stays");
        let lines = tool.told.take();
        let expected = format!("not taken: {} with {}: {reason}", crt.display(), key.display());
        assert_eq!(lines, std::slice::from_ref(&expected), "{what}");
        assert_eq!(identity.snapshot().errors().collect::<Vec<_>>(), [&expected[..]], "{what}");
    }
    fs::remove_file(&crt).expect("a file");
    let _ = ticker.tick();
    assert_eq!(tool.told.take(), [format!("not taken: {}: no such file", crt.display())]);

    tool.write(&other);
    tool.clock.set(START + Duration::hours(1));
    let _ = ticker.tick();
    assert_eq!(leaf_of(&identity), other.0.der().as_ref(), "mended");
    assert_eq!(identity.snapshot().errors().next(), None);
}

#[test]
fn one_that_ended_yesterday_is_told_and_used_if_the_clock_was_wrong() {
    let tool = Tool::new();
    tool.write(&tool.made(START, 90));
    let (identity, mut ticker) = tool.start().expect("an identity");
    let first = leaf_of(&identity);
    let ended = tool.made(START - Duration::days(31), 30);
    tool.told.take();
    tool.write(&ended);
    for _ in 0..3 {
        let _ = ticker.tick();
    }
    let lines = tool.told.take();
    assert_eq!((leaf_of(&identity), lines.len()), (first, 1), "{lines:?}");
    assert!(lines[0].ends_with("tls.key: it ended at 2027-11-29T23:59:59Z"), "{lines:?}");
    // The host's clock was a week ahead.
    tool.clock.set(START - Duration::days(7));
    let _ = ticker.tick();
    assert_eq!(leaf_of(&identity), ended.0.der().as_ref(), "it was looked at again, although the file is the same");
}

#[test]
fn a_file_that_should_have_been_replaced_raises_the_alert_of_a_failed_renewal() {
    let tool = Tool::new();
    tool.write(&tool.made(START, 90));
    let (identity, mut ticker) = tool.start().expect("an identity");
    tool.clock.set(identity.snapshot().due());
    let _ = (tool.told.take(), ticker.tick());
    let lines = tool.told.take();
    assert!(lines[0].contains("due, and not replaced by its tool"), "{lines:?}");
    assert!(matches!(identity.snapshot().state(), State::Degraded { failures: 1, .. }));
    tool.write(&tool.made(tool.clock.now(), 90));
    let _ = ticker.tick();
    assert_eq!((identity.snapshot().state(), identity.snapshot().failures_in_a_row()), (State::Fresh, 0));
}

#[cfg(unix)]
#[test]
fn the_swapped_links_of_kubernetes_are_followed() {
    use std::os::unix::fs::symlink;
    let tool = Tool::new();
    let (first, second) = (tool.made(START, 90), tool.made(START + Duration::hours(1), 90));
    for (folder, (leaf, key)) in [("..1", &first), ("..2", &second)] {
        fs::create_dir(tool.path(folder)).expect("a folder");
        fs::write(tool.path(folder).join("tls.crt"), leaf.to_pem()).expect("a file");
        fs::write(tool.path(folder).join("tls.key"), key.serialize_pem()).expect("a file");
    }
    symlink("..1", tool.path("..data")).expect("a link");
    for name in ["tls.crt", "tls.key"] {
        symlink(format!("..data/{name}"), tool.path(name)).expect("a link");
    }
    let (identity, mut ticker) = tool.start().expect("an identity");
    assert_eq!(leaf_of(&identity), first.0.der().as_ref());
    symlink("..2", tool.path("..data_tmp")).expect("a link");
    fs::rename(tool.path("..data_tmp"), tool.path("..data")).expect("a rename");
    tool.clock.set(START + Duration::hours(1));
    let _ = ticker.tick();
    assert_eq!(leaf_of(&identity), second.0.der().as_ref());
}

/// A tool that replaces the files all the time, chain first: what is published is always a pair, and nothing panics.
#[test]
fn files_are_never_read_half() {
    let tool = Tool::new();
    let pairs: Vec<_> = (0..4).map(|hour| tool.made(START + Duration::hours(hour), 90)).collect();
    tool.clock.set(START + Duration::hours(4));
    tool.write(&pairs[0]);
    let (identity, mut ticker) = tool.start().expect("an identity");
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for round in 0..2_000 {
                tool.write(&pairs[round % 4]);
            }
        });
        while !writer.is_finished() {
            let _ = ticker.tick();
            let shown = leaf_of(&identity);
            assert!(pairs.iter().any(|(leaf, _)| leaf.der().as_ref() == shown), "a leaf that was never written");
        }
    });
    let _ = ticker.tick();
    assert_eq!(leaf_of(&identity), pairs[3].0.der().as_ref(), "the last one is in use");
}

#[test]
fn chain_and_key_may_be_one_file() {
    let tool = Tool::new();
    let (leaf, key) = tool.made(START, 90);
    let path = tool.path("both.pem");
    fs::write(&path, key.serialize_pem() + &leaf.to_pem()).expect("a file");
    let files = Files::new(&path, &path);
    let (identity, _) =
        LiveIdentity::builder("web", PLAN).start_by_hand(tool.clock.shown(), files).expect("an identity");
    assert_eq!(leaf_of(&identity), leaf.der().as_ref());
    assert!(Identity::from_pem(fs::read(&path).expect("a file")).is_ok());
}

#[test]
fn without_files_there_is_no_start_and_the_reason_says_where() {
    let tool = Tool::new();
    let error = tool.start().expect_err("no files");
    let crt = tool.path("tls.crt");
    assert_eq!(error.to_string(), format!("no identity after 1 attempt: {}: no such file", crt.display()));
}

#[test]
fn roots_follow_their_file_and_a_broken_one_displaces_nothing() {
    let tool = Tool::new();
    tool.write(&tool.made(START, 90));
    let (ca, other) = (tool.path("ca.crt"), authority(START));
    fs::write(&ca, tool.authority.to_pem()).expect("a file");
    let trust = Trust::from_pem(fs::read(&ca).expect("a file")).expect("a root");
    let files = Files::new(tool.path("tls.crt"), tool.path("tls.key")).roots(&ca, &trust);
    let builder = LiveIdentity::builder("web", PLAN).observe(tool.told.observer());
    let (identity, mut ticker) = builder.start_by_hand(tool.clock.shown(), files).expect("an identity");
    let both = tool.authority.to_pem() + &other.to_pem();
    fs::write(&ca, &both).expect("a file");
    let _ = ticker.tick();
    assert_eq!(trust.roots(), [tool.authority.der().clone(), other.der().clone()], "both at the next tick");
    let none = "no certificate in PEM";
    for (broken, reason) in [(&both[..both.len() - 40], "root 2"), ("", none), ("text", none)] {
        fs::write(&ca, broken).expect("a file");
        tool.told.take();
        let _ = (ticker.tick(), ticker.tick());
        assert_eq!(trust.roots().len(), 2, "{broken}");
        let lines = tool.told.take();
        // The same reason twice is told once.
        assert_eq!(lines.len(), usize::from(broken != "text"), "{lines:?}");
        assert!(
            identity.snapshot().errors().any(|error| error.contains("ca.crt")),
            "{reason}: {}",
            identity.snapshot()
        );
    }
    fs::write(&ca, other.to_pem()).expect("a file");
    let _ = ticker.tick();
    assert_eq!(trust.roots(), [other.der().clone()]);
    assert_eq!(identity.snapshot().errors().next(), None);
}

#[test]
fn files_that_were_gone_for_a_moment_leave_no_alarm() {
    let tool = Tool::new();
    tool.write(&tool.made(START, 90));
    let (identity, mut ticker) = tool.start().expect("an identity");
    fs::rename(tool.path("tls.crt"), tool.path("elsewhere")).expect("a rename");
    let _ = ticker.tick();
    assert_eq!(identity.snapshot().errors().count(), 1);
    tool.told.take();
    fs::rename(tool.path("elsewhere"), tool.path("tls.crt")).expect("a rename");
    let _ = ticker.tick();
    assert_eq!(identity.snapshot().errors().next(), None, "the same file is back");
    assert_eq!(tool.told.take(), [""; 0], "it is in use already");
}

#[test]
fn of_two_replacements_before_the_first_has_settled_the_second_is_used() {
    let tool = Tool::new();
    tool.write(&tool.made(START, 90));
    let plan = PLAN.settle(std::time::Duration::from_secs(3_600));
    let files = Files::new(tool.path("tls.crt"), tool.path("tls.key"));
    let (identity, mut ticker) =
        LiveIdentity::builder("web", plan).start_by_hand(tool.clock.shown(), files).expect("an identity");
    for days in [90, 60] {
        tool.clock.set(tool.clock.now() + Duration::minutes(50));
        tool.write(&tool.made(tool.clock.now(), days));
        let _ = ticker.tick();
    }
    let last = fs::read_to_string(tool.path("tls.crt")).expect("a file");
    for _ in 0..5 {
        tool.clock.set(tool.clock.now() + Duration::minutes(50));
        let _ = ticker.tick();
    }
    assert_eq!(pem::parse(last).expect("PEM").contents(), leaf_of(&identity));
    assert_eq!(identity.snapshot().state(), State::Fresh);
}

/// What is wrong with one file does not hide what is wrong with another. Where it is wrong is told.
#[test]
fn a_broken_chain_and_broken_roots_are_told_together() {
    let tool = Tool::new();
    tool.write(&tool.made(START, 90));
    let (crt, roots) = (tool.path("tls.crt"), tool.path("ca.crt"));
    fs::write(&roots, tool.authority.to_pem()).expect("a file");
    let trust = Trust::from_pem(tool.authority.to_pem()).expect("a root");
    let files = Files::new(&crt, tool.path("tls.key")).roots(&roots, &trust);
    let builder = LiveIdentity::builder("web", PLAN).observe(tool.told.observer());
    let (identity, mut ticker) = builder.start_by_hand(tool.clock.shown(), files).expect("an identity");
    fs::remove_file(&crt).expect("removed");
    fs::write(&roots, "no roots").expect("a file");
    tool.told.take();
    let _ = ticker.tick();
    let line = tool.told.take().concat();
    assert!(line.contains("tls.crt: no such file; ") && line.contains("ca.crt: PEM: no `CERTIFICATE`"), "{line}");
    // Due, and the file is not there: this host is to blame, and not who replaces it.
    tool.clock.set(identity.snapshot().due());
    let _ = ticker.tick();
    let line = tool.told.take().concat();
    assert!(line.starts_with("failed on this host: ") && line.contains("tls.crt: no such file"), "{line}");
}

/// A tool that writes in place may be between two certificates of a chain.
#[test]
fn a_chain_that_has_become_shorter_is_taken_at_the_second_look() {
    let tool = Tool::new();
    let chain = |begin, days, certificates| {
        let (leaf, key) = tool.made(begin, days);
        let above = if certificates > 1 { tool.authority.to_pem() } else { String::new() };
        fs::write(tool.path("tls.crt"), leaf.to_pem() + &above).expect("a file");
        fs::write(tool.path("tls.key"), key.serialize_pem()).expect("a file");
        leaf.der().to_vec()
    };
    let first = chain(START, 90, 2);
    let (identity, mut ticker) = tool.start().expect("an identity");
    let now = START + Duration::days(1);
    tool.clock.set(now);
    let half = chain(now, 90, 1);
    let _ = ticker.tick();
    assert_eq!(leaf_of(&identity), first, "it may be half written");
    let whole = chain(now, 90, 2);
    let _ = ticker.tick();
    assert_eq!(leaf_of(&identity), whole, "the rest has come");
    assert_ne!(half, whole);
    let short = chain(now, 90, 1);
    let _ = ticker.tick();
    assert_eq!(leaf_of(&identity), whole);
    let _ = ticker.tick();
    assert_eq!(leaf_of(&identity), short, "nothing else has come");
    let (also_short, _) = (chain(now, 90, 1), ticker.tick());
    assert_eq!(leaf_of(&identity), also_short, "as many as before");
}
