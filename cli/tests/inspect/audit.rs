//! Which certificates are shown, in which order, and what the exit code says.

use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, KeyPair};
use time::{Duration, OffsetDateTime, UtcDateTime, macros::datetime};

use super::{Authority, BEGIN, END, Folder, Output, certificate, json, named, notafter, piped, with_time};

/// The end of each certificate that is printed.
fn ends(out: &str) -> Vec<String> {
    json(out).iter().filter_map(|line| Some(line.get("end")?.as_str()?.to_owned())).collect()
}

#[test]
fn the_exit_code_follows_what_is_found() {
    let folder = Folder::new();
    let file = folder.write("leaf.pem", certificate(BEGIN, END).0);
    let reversed = folder.write("reversed.der", certificate(END, BEGIN).1);
    let code = |arguments: &str, files: &[&str]| notafter(&format!("inspect {arguments}"), files).code;
    assert_eq!(code("--at 2028-03-30T23:59:59Z", &[&file]), Some(0), "the last second");
    assert_eq!(code("--at 2028-03-31", &[&file]), Some(1), "expired");
    assert_eq!(code("--at 2028-03-31 --fail-on info", &[&file]), Some(1));
    assert_eq!(code("--at 2028-02-01", &[&reversed]), Some(1));
    assert_eq!(code("--at 2028-02-01", &[&file, "/nonexistent"]), Some(2));
    assert_eq!(
        code("--at 2028-03-31", &[&file, "/nonexistent"]),
        Some(2),
        "what cannot be read outweighs what is found"
    );
    assert_eq!(code("--at 2028-02-01 --format nothing", &[&file]), Some(2));
    assert_eq!(code("", &[]), Some(2), "nothing to inspect");
}

#[test]
fn fail_on_names_the_least_severity_that_counts() {
    let folder = Folder::new();
    let file = |name: &str, serial: &[u8], not_after: UtcDateTime| {
        let mut params = named(name, not_after.into(), false);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.serial_number = Some(serial.to_vec().into());
        let certificate = params.self_signed(&KeyPair::generate().expect("a key")).expect("a certificate");
        folder.write(&format!("{name}.pem"), certificate.pem())
    };
    let sound = file("sound", &[1; 16], END);
    let info = file("a year, where public ones may have less", &[1; 16], BEGIN + Duration::days(366));
    let warning = file("the serial number 0", &[0], END);
    for (level, codes) in [("error", [0, 0, 0]), ("warning", [0, 0, 1]), ("info", [0, 1, 1])] {
        let found = [&sound, &info, &warning]
            .map(|file| notafter(&format!("inspect --at 2028-02-01 --fail-on {level}"), &[file]).code);
        assert_eq!(found, codes.map(Some), "{level}");
    }
}

#[test]
fn a_schedule_that_is_named_binds() {
    let folder = Folder::new();
    let file = folder.write("leaf.pem", certificate(BEGIN, BEGIN + Duration::days(4_000)).0);
    let of = |schedule: &str| notafter(&format!("inspect --at 2028-02-01 {schedule}"), &[&file]);
    let private = of("");
    assert_eq!((private.code, private.out.contains("over-maximum")), (Some(0), false), "{}", private.out);
    let bound = of("--schedule code-signing");
    assert_eq!((bound.code, bound.out.contains("over-maximum")), (Some(1), true), "{}", bound.out);
    let none = of("--schedule tls");
    let names = "the schedules are tls-server, tls-ev, code-signing";
    assert_eq!((none.code, none.err.contains(names)), (Some(2), true), "{}", none.err);
}

#[test]
fn what_ends_within_the_time_is_shown_alone() {
    let folder = Folder::new();
    for (name, days) in [("a", 40), ("b", 10), ("c", 30)] {
        folder.write(&format!("{name}.pem"), certificate(BEGIN, BEGIN + Duration::days(days) - Duration::SECOND).0);
    }
    let within = |within: &str| {
        let output =
            notafter(&format!("inspect --at 2028-01-01 --format json --expires-within {within}"), &[folder.name()]);
        (output.code, ends(&output.out))
    };
    let (ten, thirty) = ("2028-01-10T23:59:59Z".to_owned(), "2028-01-30T23:59:59Z".to_owned());
    assert_eq!(within("10d"), (Some(1), vec![ten.clone()]), "its last second is in the tenth day");
    assert_eq!(within("863999s"), (Some(0), vec![]), "a second less");
    assert_eq!(within("30d"), (Some(1), vec![ten, thirty]));
    assert_eq!(within("1h"), (Some(0), vec![]));
    for years in ["1y", "1y, clamp", "2mo"] {
        let output = notafter("inspect --expires-within", &[years, folder.name()]);
        assert_eq!((output.code, output.err.contains("months and years differ in length")), (Some(2), true), "{years}");
    }
    let expired = notafter("inspect --at 2028-01-20 --expires-within 1h --format json", &[folder.name()]);
    assert_eq!(ends(&expired.out).len(), 1, "what has ended ends within any time");
}

/// Whoever looks for what ends soon does not want to be told that all is well where it is not.
#[test]
fn an_error_of_what_ends_later_counts_too() {
    let folder = Folder::new();
    let (_, der) = certificate(BEGIN, END);
    let far = Authority::new("far", datetime!(2039-01-01 00:00 UTC));
    let leaf = |begin: OffsetDateTime| {
        let mut params = named("leaf", datetime!(2038-01-01 00:00 UTC), false);
        params.not_before = begin;
        params.signed_by(&KeyPair::generate().expect("a key"), &far.0).expect("a leaf").pem()
    };
    let mut later = named("far", datetime!(2039-01-01 00:00 UTC), true);
    later.not_before = datetime!(2029-01-01 00:00 UTC);
    let issuer = later.self_signed(far.0.key()).expect("a root").pem();
    let issuer = folder.write("elsewhere/issuer.pem", issuer);
    let reversed = folder.write("reversed.der", with_time(&der, "280330235959Z", "270330235959Z"));
    let impossible = folder.write("impossible.der", with_time(&der, "280101000000Z", "280230000000Z"));
    let ahead = folder.write("ahead.pem", leaf(datetime!(2028-02-02 00:00 UTC)));
    let good = folder.write("good.pem", leaf(BEGIN.into()));
    let of = |arguments: &[&str]| notafter("inspect --at 2028-02-01 --expires-within 1d --format lines", arguments);
    for (file, rule) in [(&reversed, "reversed"), (&impossible, "impossible-date"), (&ahead, "not-yet-valid")] {
        let Output { code, out, .. } = of(&[file]);
        assert!(code == Some(1) && out.contains(&format!(": error: {rule}: ")), "{out}");
    }
    assert_eq!(of(&["--issuers", &issuer, &good]).code, Some(1), "its issuer begins later");
    let Output { code, out, .. } = of(&["--no-summary", &good]);
    assert_eq!((code, out.as_str()), (Some(0), ""), "the twin");
}

#[test]
fn the_soonest_end_comes_first() {
    let folder = Folder::new();
    for (name, days) in [("a", 40), ("b", 10), ("c", 30)] {
        folder.write(&format!("{name}.pem"), certificate(BEGIN, BEGIN + Duration::days(days) - Duration::SECOND).0);
    }
    let days = |arguments: &str| ends(&notafter(&format!("inspect --format json {arguments}"), &[folder.name()]).out);
    assert!(days("--sort end").is_sorted());
    assert_eq!(days("--sort input").len(), 3);
    assert!(!days("--sort input").is_sorted() && days("") == days("--sort input"));
    let table = notafter("inspect --at 2028-01-02", &[folder.name()]).out;
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("2028")).collect();
    assert!(rows.len() == 3 && rows.is_sorted(), "{table}");
}

#[test]
fn quiet_shows_what_has_a_finding() {
    let folder = Folder::new();
    folder.write("good.pem", certificate(BEGIN, END).0);
    folder.write("bad.pem", certificate(BEGIN - Duration::days(90), BEGIN - Duration::SECOND).0);
    let shown =
        |arguments: &str| ends(&notafter(&format!("inspect --format json {arguments}"), &[folder.name()]).out).len();
    assert_eq!((shown("--at 2028-02-01"), shown("--at 2028-02-01 --quiet")), (2, 1));
    assert_eq!(shown("-q --at 2028-04-01"), 2, "both have ended");
    let summary = notafter("inspect --at 2028-02-01 -q", &[folder.name()]).out;
    assert!(summary.contains("2 certificates in 2 sources: 1 error"), "all are counted: {summary}");
}

#[test]
fn issuers_are_found_across_files() {
    let folder = Folder::new();
    let root = Authority::new("root", datetime!(2030-01-01 00:00 UTC));
    let ([leaf, middle], _) = root.two_below("leaf", datetime!(2029-01-01 00:00 UTC), datetime!(2028-06-30 00:00 UTC));
    let leaf = folder.write("leaves/leaf.pem", leaf);
    folder.write("issuers/deep/middle.pem", middle);
    folder.write("issuers/key.pem", "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n");
    let roots = folder.write("roots.pem", root.pem());
    let issuers = format!("{}/issuers", folder.name());
    let of = |arguments: &[&str]| {
        let mut all = vec!["--at", "2028-02-01", "--format", "json", "--no-summary"];
        all.extend(arguments);
        let output = notafter("inspect", &[&all[..], &[&leaf]].concat());
        assert_eq!(output.err, "");
        json(&output.out).remove(0)
    };
    let alone = of(&[]);
    assert_eq!((&alone["end"], &alone["chain"]), (&"2029-01-01T00:00:00Z".into(), &serde_json::Value::Null));
    let incomplete = of(&["--issuers", &issuers]);
    assert_eq!(incomplete["end"], "2028-06-30T00:00:00Z", "the issuer ends first");
    assert_eq!(incomplete["chain"]["is_complete"], false);
    let complete = of(&["--issuers", &issuers, "--roots", &roots]);
    assert_eq!((&complete["chain"]["is_complete"], &complete["end"]), (&true.into(), &"2028-06-30T00:00:00Z".into()));
    assert_eq!(complete["chain"]["path"].as_array().map(Vec::len), Some(3));
    let summary = complete["outlook"]["summary"].as_str().expect("a text");
    assert!(summary.starts_with("valid through 2028-06-30T00:00:00Z, when its issuer `CN=middle` ends"), "{summary}");
    let other = folder.write("other.pem", Authority::new("other", datetime!(2030-01-01 00:00 UTC)).pem());
    assert_eq!(of(&["--issuers", &issuers, "--roots", &other])["chain"]["is_complete"], false);
}

#[test]
fn an_issuer_that_has_ended_is_an_error_of_what_it_issued() {
    let folder = Folder::new();
    // The exit code, the end of what is reported first, and how often something has expired.
    let of = |root: &Authority, named: &[&str]| {
        let root = folder.write("root.pem", root.pem());
        let output = notafter("inspect --at 2028-06-01 --format json --issuers", &[&[&root[..]], named].concat());
        let lines = json(&output.out);
        let [first, .., summary] = &lines[..] else { panic!("{}", output.out) };
        (output.code, first["end"].as_str().map(str::to_owned), summary["rules"]["expired"].as_u64())
    };
    let ends = datetime!(2029-01-01 00:00 UTC);
    let leaf_of = |root: &Authority, begin: OffsetDateTime| {
        let mut params = named("leaf", ends, false);
        params.not_before = begin;
        let leaf = params.signed_by(&KeyPair::generate().expect("a key"), &root.0).expect("a leaf");
        folder.write("leaf.pem", leaf.pem())
    };
    let ended = Authority::new("root", datetime!(2028-04-01 00:00 UTC));
    let leaf = leaf_of(&ended, BEGIN.into());
    let last = Some("2028-04-01T00:00:00Z".to_owned());
    assert_eq!(of(&ended, &[&leaf]), (Some(1), last.clone(), Some(1)));
    assert_eq!(of(&ended, &["--chain", &leaf]), (Some(1), last.clone(), Some(1)), "a chain has issuers elsewhere, too");
    // One that ended before the certificate began: they are valid at no second together.
    let leaf = leaf_of(&ended, datetime!(2028-04-01 00:00:01 UTC));
    assert_eq!(of(&ended, &[&leaf]), (Some(1), last, Some(1)));
    // The twin: an issuer that lasts.
    let lasts = Authority::new("root", datetime!(2028-06-01 00:00 UTC));
    let leaf = leaf_of(&lasts, BEGIN.into());
    assert_eq!(of(&lasts, &[&leaf]), (Some(0), Some("2028-06-01T00:00:00Z".to_owned()), None));
}

/// RFC 4210 section 4.4: the old key is certified by the new one, under the same name.
#[test]
fn an_authority_has_a_chain_of_its_own() {
    let folder = Folder::new();
    let (old, new) = (
        Authority::new("root", datetime!(2030-01-01 00:00 UTC)),
        Authority::new("root", datetime!(2036-01-01 00:00 UTC)),
    );
    let link = named("root", datetime!(2028-01-02 00:00 UTC), true).signed_by(old.0.key(), &new.0).expect("a link");
    let files = [("old", old.pem()), ("new", new.pem()), ("link", link.pem())];
    let pki = format!("{}/pki", folder.name());
    let files = files.map(|(name, pem)| folder.write(&format!("pki/{name}.pem"), pem));
    let expected =
        [("2030-01-01T00:00:00Z", "valid"), ("2036-01-01T00:00:00Z", "valid"), ("2028-01-02T00:00:00Z", "expired")];
    for (file, (end, status)) in files.iter().zip(expected) {
        let output = notafter("inspect --at 2028-02-01 --format json", &["--issuers", &pki, file]);
        let row = &json(&output.out)[0];
        assert_eq!((&row["end"], &row["status"]), (&end.into(), &status.into()), "{file}: {}", output.out);
        assert_eq!(output.code, Some(i32::from(status == "expired")), "{file}");
    }
}

#[test]
fn each_leaf_of_a_file_has_its_chain() {
    let folder = Folder::new();
    let (root, ended) = (Authority::new("root", END.into()), Authority::new("ended", datetime!(2028-01-02 00:00 UTC)));
    let of = |name: &str, issuer: &Authority| {
        let leaf = named(name, END.into(), false).signed_by(&KeyPair::generate().expect("a key"), &issuer.0);
        leaf.expect("a leaf").pem()
    };
    let two = folder.write("two.pem", of("one", &root) + &of("two", &ended));
    let issuers = folder.write("issuers.pem", root.pem() + &ended.pem());
    let output = notafter("inspect --at 2028-02-01 --format json --chain", &["--issuers", &issuers, &two]);
    let rows = json(&output.out);
    assert_eq!((output.code, &rows[0]["status"], &rows[1]["status"]), (Some(1), &"valid".into(), &"expired".into()));
}

#[test]
fn issuers_that_cannot_be_had_are_told() {
    let folder = Folder::new();
    let root = Authority::new("root", datetime!(2028-01-02 00:00 UTC));
    let leaf =
        named("leaf", END.into(), false).signed_by(&KeyPair::generate().expect("a key"), &root.0).expect("a leaf");
    let leaf = folder.write("leaf.pem", leaf.pem());
    let of = |option: &str, path: &str| {
        let output = notafter("inspect --at 2028-02-01 --format json --no-summary", &[option, path, &leaf]);
        let row = json(&output.out).pop().expect("a row");
        (output.code, row["status"].as_str().map(str::to_owned), output.err)
    };
    let expired = Some("expired".to_owned());
    let empty = Folder::new();
    let none = folder.write("none.pem", certificate(BEGIN, END).0);
    for (option, path, why) in [
        ("--issuers", empty.name(), "no authority's certificate is in it"),
        ("--issuers", &none, "no authority's certificate is in it"),
        ("--roots", empty.name(), "no certificate is in it"),
    ] {
        let (code, _, err) = of(option, path);
        assert!(code == Some(2) && err.contains(&format!("{path}: {why}")), "{option}: {err}");
    }
    // In a folder, what is no certificate is passed over.
    folder.write("pki/empty.pem", "");
    folder.write("pki/text.pem", "nothing");
    folder.write("pki/key.pem", "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n");
    // A file that is damaged does not hide what is good in it, and is told. It has no line among the answers.
    let cut: String = root.pem().lines().take(3).map(|line| format!("{line}\n")).collect();
    folder.write("pki/root.cert", root.pem() + &cut);
    let (code, status, err) = of("--issuers", &format!("{}/pki", folder.name()));
    assert!(code == Some(2) && status == expired && err.contains("the END line is missing"), "{status:?}: {err}");
    let lines = format!("inspect - --input lines --format json --at 2028-02-01 --issuers {}/pki", folder.name());
    let output = piped(&lines, b"no base64\n");
    assert_eq!((output.code, json(&output.out).len()), (Some(2), 1), "{}", output.out);
    folder.write("pki/root.cert", root.pem());
    assert_eq!(of("--issuers", &format!("{}/pki", folder.name())), (Some(1), expired, String::new()));
}

#[test]
fn the_status_is_that_of_the_chain() {
    let folder = Folder::new();
    let ends = datetime!(2029-01-01 00:00 UTC);
    let root = Authority::new("root", datetime!(2028-04-01 00:00 UTC));
    let mut params = named("leaf", ends, false);
    let leaf_of = |params: &CertificateParams| {
        let leaf = params.signed_by(&KeyPair::generate().expect("a key"), &root.0).expect("a leaf");
        folder.write("leaf.pem", leaf.pem())
    };
    let status = |at: &str, root: &str, leaf: &str| {
        let output = notafter(&format!("inspect --format csv --issuers {root} --at"), &[at, leaf]);
        let row = output.out.lines().nth(1).expect("a row").to_owned();
        let columns: Vec<String> = row.split(',').map(str::to_owned).collect();
        (columns[8].clone(), columns[9].clone(), columns[10].clone())
    };
    let expected = |end: &str, left: &str, status: &str| (end.to_owned(), left.to_owned(), status.to_owned());
    let pem = folder.write("root.pem", root.pem());
    let leaf = leaf_of(&params);
    assert_eq!(status("2028-02-01", &pem, &leaf), expected("2028-04-01T00:00:00Z", "60", "valid"));
    assert_eq!(status("2028-04-02", &pem, &leaf), expected("2028-04-01T00:00:00Z", "-1", "expired"));
    assert_eq!(status("2027-12-31", &pem, &leaf), expected("2028-04-01T00:00:00Z", "92", "not yet valid"));
    // Its period begins after its issuer's has ended.
    params.not_before = datetime!(2028-04-02 00:00 UTC);
    let never = leaf_of(&params);
    assert_eq!(status("2028-06-01", &pem, &never), expected("2028-04-01T00:00:00Z", "-61", "never valid"));
    // Nobody knows the end of an issuer whose end is 31 February, and so it counts as within any time.
    params.not_before = BEGIN.into();
    let leaf = leaf_of(&params);
    let odd = folder.write("odd.der", with_time(root.0.der(), "280401000000Z", "280231000000Z"));
    assert_eq!(status("2028-02-01", &odd, &leaf), expected("", "", "unreadable"));
    let soon = notafter("inspect --at 2028-02-01 --expires-within 1d --issuers", &[&odd, &leaf]);
    assert!(soon.code == Some(1) && soon.out.contains("1 ends within the time"), "{}", soon.out);
}

#[test]
fn issuers_that_are_not_in_the_chain_do_not_matter() {
    let folder = Folder::new();
    let root = Authority::new("root", END.into());
    let (chain, _) = root.two_below("leaf", END.into(), END.into());
    let chain = folder.write("chain.pem", chain.concat());
    // A second root of the same name, with another key and an end long ago.
    let old = Authority::new("root", datetime!(2028-01-02 00:00 UTC));
    let roots = folder.write("roots.pem", [root.pem(), old.pem(), root.pem()].concat());
    let of = |arguments: &[&str]| {
        let output = notafter("inspect --at 2028-02-01 --format json --show info", arguments);
        let summary = json(&output.out).pop().expect("a summary");
        (output.code, summary["rules"].clone())
    };
    assert_eq!(of(&["--issuers", &roots, "--chain", &chain]), (Some(0), serde_json::json!({})));
    assert_eq!(of(&["--issuers", &roots, "--issuers", &chain, &chain]), (Some(0), serde_json::json!({})));
    // The twin: what is sent with the chain and is not of it.
    let sent = folder.write("sent.pem", [std::fs::read_to_string(&chain).expect("a file"), old.pem()].concat());
    assert_eq!(of(&["--issuers", &roots, "--chain", &sent]).1["not-in-chain"], 1);
}

#[test]
fn a_chain_of_one_file_is_judged_as_a_whole() {
    let folder = Folder::new();
    let root = Authority::new("root", datetime!(2028-04-01 00:00 UTC));
    let ([leaf, middle], _) = root.two_below("leaf", datetime!(2029-01-01 00:00 UTC), datetime!(2028-06-30 00:00 UTC));
    let file = folder.write("chain.pem", [root.pem(), leaf, middle].concat());
    let table = notafter("inspect --at 2028-02-01 --chain", &[&file]).out;
    let expected = "chain    valid through 2028-04-01T00:00:00Z, when its issuer `CN=root` ends;";
    assert_eq!(table.matches("chain    valid").count(), 1, "{table}");
    assert!(table.contains(expected), "{table}");
    assert!(table.contains("outlives-issuer: chain, leaf: "), "{table}");
    // What is wrong with a certificate alone is not said again of the chain.
    let table = notafter("inspect --at 2029-02-01 --chain", &[&file]).out;
    assert_eq!(
        (table.matches(" expired: ").count(), table.contains("     3 error    expired\n")),
        (3, true),
        "{table}"
    );
}

/// The time grows with their number: with its square, they would take hours.
#[test]
fn issuers_with_one_name_are_found_in_no_time() {
    let folder = Folder::new();
    let (root, other) = (Authority::new("root", END.into()), Authority::new("Root", END.into()));
    let (chain, _) = root.two_below("leaf", END.into(), END.into());
    let leaf = folder.write("leaf.pem", &chain[0]);
    let issuers = folder.write("issuers.pem", format!("{}{}", chain[1], (root.pem() + &other.pem()).repeat(16_000)));
    let output = notafter("inspect --at 2028-02-01 --format json", &["--issuers", &issuers, &leaf]);
    assert_eq!((output.code, &json(&output.out)[0]["chain"]["is_complete"]), (Some(0), &true.into()));
}

#[test]
fn what_is_named_twice_is_reported_once() {
    let folder = Folder::new();
    let file = folder.write("leaf.pem", certificate(BEGIN, END).0);
    folder.write("other.pem", certificate(BEGIN, END).0);
    for (names, expected) in [(vec![file.as_str(), file.as_str()], 1), (vec![folder.name(), file.as_str()], 2)] {
        let out = notafter("inspect --at 2028-02-01 --format openmetrics", &names).out;
        let series: Vec<&str> = out.lines().filter(|line| line.starts_with("x509_cert_not_after{")).collect();
        assert_eq!(series.len(), expected, "{out}");
    }
}
