//! When certificates are due, for cron.

use std::fs;

use time::{UtcDateTime, macros::utc_datetime};

use super::{Output, certificate, notafter};

const BEGIN: UtcDateTime = utc_datetime!(2028-01-01 00:00:00);
/// The last second of 90 days.
const END: UtcDateTime = utc_datetime!(2028-03-30 23:59:59);

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, contents).expect("a file");
        path.display().to_string()
    }
}

#[test]
fn the_exit_code_is_fresh_due_or_expired() {
    let files = Files::new();
    let (pem, der) = certificate(BEGIN, END);
    for file in [files.write("leaf.pem", pem), files.write("leaf.der", der)] {
        let at = |at: &str, more: &[&str]| notafter(&format!("renew-check {file} --at {at}"), more).code;
        assert_eq!(at("2028-01-02", &[]), Some(0), "fresh");
        // Two thirds are over on 1 March, and each certificate's instant is within a day of it.
        assert_eq!(at("2028-02-27", &[]), Some(0), "fresh until the next day");
        assert_eq!(at("2028-02-27", &["--every", "5d"]), Some(1), "due before the run in five days");
        assert_eq!(at("2028-03-03", &[]), Some(1), "due");
        assert_eq!(at("2028-03-30T23:59:59Z", &[]), Some(1), "valid to the last second");
        assert_eq!(at("2028-03-31T00:00:00Z", &[]), Some(3), "expired");
    }
}

#[test]
fn the_point_decides_and_the_seed_spreads() {
    let files = Files::new();
    let file = files.write("leaf.pem", certificate(BEGIN, END).0);
    let due = |arguments: &[&str]| {
        let out = notafter(&format!("renew-check {file} --at 2028-01-02 --format json"), arguments).out;
        let standing: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
        let [start, end] = [0, 1].map(|end| text(&standing[0]["window"][end]));
        let due = text(&standing[0]["due"]);
        assert!(start <= due && due <= end, "{out}");
        due
    };
    assert_eq!(due(&[]), due(&[]), "the same at every run");
    assert_ne!(due(&["--seed", "one"]), due(&["--seed", "other"]));
    assert_eq!(due(&["--seed", "one"]), due(&["--seed", "one"]));
    assert!(due(&["--renew-at", "10d"]).as_str() < "2028-03-21" && due(&["--renew-at", "10d"]).as_str() > "2028-03-18");
    assert!(due(&["--renew-at", "50%"]).as_str() < "2028-02-17");
    assert_eq!(due(&["--renew-at", "1/2"]), due(&["--renew-at", "50%"]));
    let point = "expected ideal, a share of the lifetime such as 2/3 or 80%, or how long before the end, such as 30d";
    let months = "expected weeks, days, hours, minutes or seconds: months and years differ in length";
    for (wrong, expected) in [("soon", point), ("2y", months), ("1 month", months), ("3/2", "`3/2`"), ("0%", "`0%`")] {
        let said = notafter(&format!("renew-check {file} --renew-at"), &[wrong]);
        assert!(said.code == Some(2) && said.err.contains(expected), "{wrong}: {}", said.err);
        assert!(!said.err.contains("before_end"), "no syntax of configuration: {}", said.err);
    }
}

#[test]
fn it_says_when_and_why() {
    let files = Files::new();
    let file = files.write("leaf.pem", certificate(BEGIN, END).0);
    let Output { out, .. } = notafter(&format!("renew-check {file} --at 2028-01-02 --renew-at 80%"), &[]);
    assert!(out.starts_with(&format!("{file}: fresh, renew at 2028-03-1")), "{out}");
    assert!(out.ends_with(": ends at 2028-03-30T23:59:59Z, at 80% of 90 days\n"), "{out}");
    let early = notafter(&format!("renew-check {file} --at 2027-12-01"), &[]);
    assert!(early.code == Some(1) && early.out.contains("due, "), "nothing is valid: {}", early.out);
    assert!(early.out.contains("not valid before 2028-01-01T00:00:00Z"), "{}", early.out);
}

#[test]
fn a_chain_ends_with_its_first_end() {
    let files = Files::new();
    let [root, leaf] = [(); 2].map(|()| rcgen::KeyPair::generate().expect("a key"));
    let mut params = rcgen::CertificateParams::new([]).expect("no name");
    params.distinguished_name.push(rcgen::DnType::CommonName, "Short\u{202e}Authority");
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    (params.not_before, params.not_after) = (BEGIN.into(), utc_datetime!(2028-02-10 23:59:59).into());
    let certificate = params.self_signed(&root).expect("an authority");
    let authority = certificate.pem();
    let issuer = rcgen::Issuer::new(params, &root);
    let mut params = rcgen::CertificateParams::new(["leaf.example".to_owned()]).expect("a name");
    (params.not_before, params.not_after) = (BEGIN.into(), END.into());
    let leaf = params.signed_by(&leaf, &issuer).expect("a leaf");
    let (leaf, leaf_der) = (leaf.pem(), leaf.der().to_vec());
    let alone = files.write("leaf.pem", &leaf);
    let chain = files.write("chain.pem", leaf.clone() + &authority);
    let turned = files.write("turned.pem", authority.clone() + &leaf);
    let at = |file: &str| notafter(&format!("renew-check {file} --at 2028-02-12"), &[]);
    assert_eq!(at(&alone).code, Some(0));
    // Nobody knows when a chain ends whose authority ends on 31 February.
    let mut odd = certificate.der().to_vec();
    let end = odd.windows(13).position(|octets| octets == b"280210235959Z").expect("an end");
    odd[end..][..6].copy_from_slice(b"280231");
    let Output { code, out, .. } = at(&files.write("odd.der", [leaf_der, odd].concat()));
    assert!(code == Some(2) && out.contains("Authority") && out.contains("31 February 2028 does not exist"), "{out}");
    let Output { code, out, .. } = at(&chain);
    assert_eq!(code, Some(3), "{out}");
    assert!(out.contains("its issuer CN=Short\\u{202e}Authority ends at 2028-02-10T23:59:59Z"), "{out}");
    let due = |file: &str| notafter(&format!("renew-check {file} --at 2028-01-02"), &[]).out.replacen(file, "", 1);
    assert_eq!(due(&turned), due(&chain), "the leaf is the leaf in any order");
    // A certificate that begins once its issuer has ended is never valid, whenever it ends itself.
    let mut params = rcgen::CertificateParams::new(["leaf.example".to_owned()]).expect("a name");
    (params.not_before, params.not_after) = (utc_datetime!(2028-02-11 00:00:00).into(), END.into());
    let leaf = params.signed_by(&rcgen::KeyPair::generate().expect("a key"), &issuer).expect("a leaf").pem();
    let Output { code, out, .. } = at(&files.write("never.pem", leaf + &authority));
    assert_eq!(code, Some(3), "{out}");
    assert!(out.contains("expired: never valid: its chain has no second in common"), "{out}");
}

#[test]
fn a_chain_with_a_part_that_cannot_be_read_is_unreadable() {
    let files = Files::new();
    let (leaf, der) = certificate(BEGIN, END);
    let (_, mut odd) = certificate(BEGIN, END);
    let end = odd.windows(13).position(|octets| octets == b"280330235959Z").expect("an end");
    odd[end..][..6].copy_from_slice(b"280231");
    let own = files.write("own.der", &odd);
    let cut: String = leaf.lines().take(3).map(|line| format!("{line}\n")).collect();
    let damaged = files.write("damaged.pem", leaf + &cut);
    for (file, why) in [(own, "31 February 2028 does not exist"), (damaged, "the END line is missing")] {
        let Output { code, out, .. } = notafter(&format!("renew-check {file} --at 2028-01-02"), &[]);
        assert!(code == Some(2) && out.contains(why), "{out}");
    }
    let other = files.write("two.der", [&der[..], &certificate(BEGIN, END - time::Duration::DAY).1].concat());
    let Output { code, out, .. } = notafter(&format!("renew-check {other} --at 2028-01-02"), &[]);
    assert!(code == Some(2) && out.contains("expected one chain"), "{out}");
    // Of version 1, which says of none whether it is a leaf. The second has ended.
    let first = b"\x30\x3c\x30\x3a\x02\x01\x29\x30\x00\x30\x00\x30\x1e\x17\x0d120229120000Z\x17\x0d130228120000Z\
        \x30\x0f\x31\x0d\x30\x0b\x06\x03U\x04\x03\x0c\x04leaf\x30\x00";
    let mut second = *first;
    let end = second.windows(13).position(|octets| octets == b"130228120000Z").expect("an end");
    second[end..][..6].copy_from_slice(b"120229");
    for (name, both, expected) in [("old.der", [first, &second], Some(2)), ("same.der", [first, first], Some(0))] {
        let Output { code, out, .. } = notafter(
            &format!("renew-check {} --at 2012-03-01", files.write(name, both.map(|der| &der[..]).concat())),
            &[],
        );
        assert_eq!(code, expected, "{out}");
    }
    let twice = files.write("twice.der", [&der[..], &der].concat());
    assert_eq!(notafter(&format!("renew-check {twice} --at 2028-01-02"), &[]).code, Some(0));
}

#[test]
fn what_cannot_be_read_is_told_beside_what_can_and_waits_for_nothing() {
    let files = Files::new();
    let good = files.write("good.pem", certificate(BEGIN, END).0);
    let key = files.write("key.pem", rcgen::KeyPair::generate().expect("a key").serialize_pem());
    let odd = files.write("odd\u{1b}[31m\nname.pem", "text");
    let fifo = files.0.path().join("fifo").display().to_string();
    let made = std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo");
    assert!(made.success());
    let missing = files.0.path().join("missing").display().to_string();
    let paths = [&good, &key, &odd, &fifo, &missing].map(String::as_str);
    let Output { code, out, err } = notafter("renew-check --at 2028-01-02", &paths);
    assert_eq!((code, out.lines().count(), err.as_str()), (Some(2), 5, ""), "{out}");
    assert!(out.lines().next().expect("a line").contains(": fresh, "), "{out}");
    assert_eq!(out.matches(": unreadable: ").count(), 4, "{out}");
    assert!(!out.contains('\u{1b}') && out.contains("odd\\u{1b}[31m name.pem"), "{out}");
    assert!(out.contains("it is no regular file"), "{out}");
    let expired = notafter("renew-check --at 2029-01-02", &[&good, &missing]);
    assert_eq!(expired.code, Some(3), "the most urgent counts: {}", expired.out);
}
