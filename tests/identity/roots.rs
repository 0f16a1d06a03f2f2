//! Which roots are taken, and what is said of those that are not.

use std::error::Error as _;

use notafter::{
    Lifetime, Profile, Scope, Scoped as _,
    identity::{RootFault, Trust, TrustError},
    mint::{
        self,
        rcgen::{IsCa, KeyPair},
    },
};
use rustls::pki_types::CertificateDer;

use super::wire::{Live, NOW, authority};
use crate::{
    der::{SEQUENCE, children, tlv},
    fixture::{self, leaf_params},
};

/// A certificate in PEM without its armour.
fn base64(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with("-----")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn pem_in_every_form_is_read() {
    let (a, b) = (authority("a"), authority("b"));
    let (first, second) = (a.to_pem(), b.to_pem());
    let relabelled = |label: &str| first.replace("CERTIFICATE", label) + &second;
    let cases = [
        ("one after the other", first.clone() + &second),
        ("CR LF", (first.clone() + &second).replace('\n', "\r\n")),
        ("CR", (first.clone() + &second).replace('\n', "\r")),
        ("no line break between them", first.trim_end().to_owned() + &second),
        ("no line break at the end", (first.clone() + &second).trim_end().to_owned()),
        ("text around", format!("# a\nsubject=a\n{first}\n\n# b\n{second}\nthe end")),
        ("a byte order mark", format!("\u{feff}{first}{second}")),
        ("indented", (first.clone() + &second).lines().map(|line| format!("\t{line}  \n")).collect()),
        ("an old label", relabelled("X509 CERTIFICATE")),
        ("another old label", relabelled("X.509 CERTIFICATE")),
        ("twice", first.clone() + &second + &first + &second),
    ];
    for (name, pem) in cases {
        let trust = Trust::from_pem(pem).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(trust.roots(), [a.der().clone(), b.der().clone()], "{name}");
    }
}

#[test]
fn bad_input_displaces_nothing_and_is_told() {
    let root = authority("root");
    let trust = root.trust().expect("roots");
    let (good, body) = (root.to_pem(), base64(&root.to_pem()));
    let leaf: CertificateDer<'static> = Live::server(&root).cert[0].clone();
    // rcgen 0.14.10 writes that it is no CA, which DER leaves out.
    let mut params = leaf_params();
    params.is_ca = IsCa::ExplicitNoCa;
    let key = KeyPair::generate().expect("a key");
    let explicit = params.signed_by(&key, fixture::authority()).expect("a leaf").der().clone();
    let cut = CertificateDer::from(root.der()[..100].to_vec());
    let long = CertificateDer::from([root.der(), &b"\0"[..]].concat());
    // Another signature algorithm outside than inside: a parser of headers alone does not see it.
    let [tbs, algorithm, signature] = &children(root.der())[..] else { panic!("a certificate has three elements") };
    let other = tlv(SEQUENCE, &[&algorithm[2..], b"\x05\x00"].concat());
    let altered = CertificateDer::from(tlv(SEQUENCE, &[&tbs[..], &other, signature].concat()));
    let key = KeyPair::generate().expect("a key").serialize_pem();
    let excess = format!("root 1: certificate is followed by 1 excess byte at offset {}", root.der().len());

    let der: Vec<(Vec<CertificateDer<'static>>, &str)> = vec![
        (vec![], "no root certificate is left to trust"),
        (
            vec![root.der().clone(), leaf],
            "root 2: certificate is no trust anchor: it is neither an authority's nor self-issued",
        ),
        (vec![explicit], "root 1: certificate is no trust anchor: it is neither an authority's nor self-issued"),
        (
            vec![CertificateDer::from(good.as_bytes())].into_iter().map(CertificateDer::into_owned).collect(),
            "root 1: certificate at offset 0: expected SEQUENCE (0x30), found 0x2d, which looks like PEM, not DER",
        ),
        (vec![root.der().clone(), root.der().clone(), cut], "root 3: certificate at offset 0 is truncated"),
        (vec![long], &excess),
        (vec![altered], "root 1: certificate cannot be a trust anchor: SignatureAlgorithmMismatch"),
    ];
    let (lines, end) = (good.lines().count(), body.lines().count() + 2);
    let second = lines + 1;
    let no_label = |label: &str, line: usize| format!("PEM block {label} at line {line} is no certificate");
    let pem: Vec<(String, String)> = vec![
        (String::new(), "PEM: no `CERTIFICATE`, found no block".to_owned()),
        ("no PEM".to_owned(), "PEM: no `CERTIFICATE`, found no block".to_owned()),
        (key.clone(), format!("root 1: {}", no_label("`PRIVATE KEY`", 1))),
        (good.clone() + &key, format!("root 2: {}", no_label("`PRIVATE KEY`", second))),
        (
            good.clone() + &good.replace("CERTIFICATE", "X509 CRL"),
            format!("root 2: {}", no_label("`X509 CRL`", second)),
        ),
        (
            good.replace("CERTIFICATE", "TRUSTED CERTIFICATE"),
            format!("root 1: {}", no_label("`TRUSTED CERTIFICATE`", 1)),
        ),
        (good.replace("CERTIFICATE", "CERTIF\u{1b}ICATE"), format!("root 1: {}", no_label("`CERTIF\\x1bICATE`", 1))),
        // What stands for a label may be a part of a key.
        ("-----BEGIN MC4CAQAwBQYDK2VwBCIEIA==-----\n".to_owned(), format!("root 1: {}", no_label("`…`", 1))),
        (
            good.clone() + "-----BEGIN CERTIFICATE-----\n" + &body,
            format!("root 2: PEM block at line {second}: the END line is missing before line {}", lines + end),
        ),
        (
            format!("-----BEGIN CERTIFICATE-----\n{body}{good}"),
            format!("root 1: PEM block at line 1: the END line is missing before line {end}"),
        ),
        (
            format!("-----BEGIN CERTIFICATE-----\n{body}-----END X509 CERTIFICATE-----\n"),
            format!("root 1: PEM block at line 1: its END line {end} has another label, `X509 CERTIFICATE`"),
        ),
        (
            format!("{body}-----END CERTIFICATE-----\n{good}"),
            format!("root 1: PEM block at line {}: the BEGIN line is missing before this END line", end - 1),
        ),
        (
            good.clone() + "-----BEGIN CERTIFICATE-----\n%\n-----END CERTIFICATE-----\n",
            format!("root 2: PEM block at line {second}: base64 is broken in line {}", second + 1),
        ),
        (
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n".to_owned(),
            "root 1: certificate at offset 0 is truncated".to_owned(),
        ),
    ];

    let told = |error: TrustError, expected: &str| {
        let text = error.to_string();
        assert_eq!(text, expected);
        assert!(!text.contains('\n') && !text.ends_with('.'), "one line without a full stop: {text}");
        assert!(error.source().is_none(), "the cause is printed: {text}");
        assert_eq!(error.scope(), Scope::EveryHost, "{text}");
        assert_eq!(trust.roots(), [root.der().clone()], "the old roots stay: {text}");
    };
    for (roots, expected) in der {
        told(Trust::new(roots.clone()).expect_err(expected), expected);
        told(trust.replace(roots).expect_err(expected), expected);
    }
    for (text, expected) in pem {
        told(Trust::from_pem(&text).expect_err(&expected), &expected);
        told(trust.replace_pem(&text).expect_err(&expected), &expected);
    }
}

#[test]
fn roots_come_and_go_one_by_one() {
    let (old, new) = (authority("old"), authority("new"));
    let trust = old.trust().expect("roots");
    assert_eq!(trust.add(old.der().clone()), Ok(false), "it is there");
    assert_eq!(trust.remove(new.der()), Ok(false), "it is not there");
    assert_eq!(trust.remove(old.der()), Err(TrustError::Empty), "it is the last one");
    assert_eq!(trust.roots(), [old.der().clone()]);
    assert_eq!(trust.add(new.der().clone()), Ok(true));
    assert_eq!(trust.replace([new.der().clone(), old.der().clone()]), Ok(false), "the same in another order");
    assert_eq!(trust.roots(), [old.der().clone(), new.der().clone()]);
    let leaf = Live::client(&old).cert[0].clone();
    let refused = trust.add(leaf);
    assert!(matches!(refused, Err(TrustError::Root { position: 3, fault: RootFault::NoAnchor, .. })), "{refused:?}");
    assert_eq!(trust.remove(old.der()), Ok(true));
    assert_eq!(trust.roots(), [new.der().clone()]);
}

/// rustls-webpki looks at no root's validity period, nor does this crate.
#[test]
fn a_root_that_has_ended_is_taken() {
    let day = Profile::new(Lifetime::days(1));
    let then = time::macros::utc_datetime!(2012-02-29 00:00:00);
    let key = KeyPair::generate().expect("a key");
    let ended = mint::Authority::self_signed(&day, mint::authority("ended"), key, then).expect("an authority");
    assert!(ended.trust().is_ok());
    assert!(!ended.validity().contains(NOW));
}
