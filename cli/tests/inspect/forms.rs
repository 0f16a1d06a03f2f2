//! What certificates may come in, and what is said of what is none.

use std::{fs, process::Command};

use super::{Authority, BEGIN, END, Folder, certificate, json, notafter, piped};

#[test]
fn files_and_standard_input_are_read() {
    let folder = Folder::new();
    let (pem, der) = certificate(BEGIN, END);
    let subject = |out: &str| json(out)[0]["subject_alt_names"][0].clone();
    for contents in [pem.as_bytes(), &der] {
        let file = folder.write("leaf.der", contents);
        let of_file = notafter("inspect --at 2028-02-01 --format json", &[&file]);
        let of_input = piped("inspect --at 2028-02-01 --format json -", contents);
        assert_eq!((of_file.code, of_input.code), (Some(0), Some(0)));
        assert_eq!((subject(&of_file.out), subject(&of_input.out)), ("leaf.example".into(), "leaf.example".into()));
    }
}

#[test]
fn a_folder_gives_its_certificates_and_skips_the_rest() {
    let folder = Folder::new();
    let (pem, der) = certificate(BEGIN, END);
    folder.write("a/leaf.PEM", &pem);
    folder.write("b/c/leaf.crt", der);
    folder.write("key.pem", "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n");
    // The version and the octets of a key, in DER.
    folder.write("key.der", [&[0x30, 7, 2, 1, 1, 4, 2][..], &[7; 2]].concat());
    folder.write("chain.p7b", pem.repeat(2));
    folder.write("README", "no certificate");
    let output = notafter("inspect --at 2028-02-01", &[folder.name()]);
    assert_eq!((output.code, output.err.as_str()), (Some(0), ""), "{}", output.out);
    let summary = "4 certificates in 3 sources: 0 errors, 0 warnings, 0 infos; 2 files without certificates\n";
    assert!(output.out.ends_with(summary), "{}", output.out);
    folder.write("empty.pem", "");
    assert_eq!(notafter("inspect --at 2028-02-01", &[folder.name()]).code, Some(2), "an empty file is not skipped");
    let none = Folder::new();
    let output = notafter("inspect", &[none.name()]);
    assert_eq!((output.code, output.err.contains("no certificate files")), (Some(2), true), "{}", output.err);
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_not_waited_for() {
    let folder = Folder::new();
    folder.write("leaf.pem", certificate(BEGIN, END).0);
    let fifo = folder.path().join("fifo.pem");
    assert!(Command::new("mkfifo").arg(&fifo).status().is_ok_and(|status| status.success()));
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("zero.pem")).expect("a link");
    std::os::unix::fs::symlink(folder.path(), folder.path().join("round")).expect("a link");
    let output = notafter("inspect --at 2028-02-01 --format json", &[folder.name()]);
    assert_eq!((output.code, json(&output.out).len()), (Some(0), 2), "{}", output.err);
}

/// A path that is too long for the system cannot be read by anybody, whoever runs the test.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_read_hides_no_other() {
    let folder = Folder::new();
    folder.write("a/leaf.pem", certificate(BEGIN, END).0);
    folder.write("z.pem", certificate(BEGIN, END).0);
    let name = "n".repeat(250);
    let deeper = format!("cd {} && for i in $(seq 20); do mkdir {name} && cd -P {name} || exit 1; done", folder.name());
    assert_eq!(super::super::finish(Command::new("bash").args(["-c", &deeper])).code, Some(0));
    let output = notafter("inspect --at 2028-02-01 --format json --no-summary", &[folder.name()]);
    let types: Vec<_> = json(&output.out).iter().map(|line| line["type"].clone()).collect();
    assert_eq!((output.code, types), (Some(2), vec!["error".into(), "certificate".into(), "certificate".into()]));
    assert!(output.err.contains(&name), "the folder is named: {}", output.err);
    let issuers = notafter("inspect --issuers", &[folder.name(), &format!("{}/z.pem", folder.name())]);
    assert_eq!(issuers.code, Some(2), "an issuer that cannot be read may be the one: {}", issuers.err);
    assert!(issuers.err.contains(&name) && issuers.out.contains("1 certificate in 1 source"), "{}", issuers.out);
    fs::remove_dir_all(folder.path().join(&name)).expect("it is removed");
}

#[test]
fn a_link_that_leads_nowhere_is_told() {
    let folder = Folder::new();
    folder.write("leaf.pem", certificate(BEGIN, END).0);
    let link = folder.path().join("gone.pem");
    std::os::unix::fs::symlink("nowhere.pem", &link).expect("a link");
    std::os::unix::fs::symlink("nowhere.txt", folder.path().join("gone.txt")).expect("a link");
    let output = notafter("inspect --at 2028-02-01", &[folder.name()]);
    assert_eq!(output.code, Some(2), "{}", output.out);
    assert_eq!(output.err, format!("notafter: {}: No such file or directory (os error 2)\n", link.display()));
    assert!(output.out.contains("1 certificate in 1 source"), "{}", output.out);
    let leaf = folder.write("leaf.pem", certificate(BEGIN, END).0);
    folder.write("root.pem", Authority::new("root", END.into()).pem());
    let issuers = notafter("inspect --at 2028-02-01 --issuers", &[folder.name(), &leaf]);
    assert_eq!(issuers.code, Some(0), "among issuers, what is there is enough: {}", issuers.err);
}

#[test]
fn secrets_of_kubernetes_are_read() {
    let encode = |text: &str| base64(text.as_bytes());
    let (leaf, authority) = (certificate(BEGIN, END).0, certificate(BEGIN, END).0);
    let secret = |name: &str, kind: &str| {
        let (leaf, authority) = (encode(&leaf), encode(&authority));
        serde_json::json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "type": kind,
            "metadata": { "name": name, "namespace": "web" },
            "data": { "tls.crt": leaf, "tls.key": encode("no key"), "ca.crt": authority },
        })
    };
    let list = serde_json::json!({
        "apiVersion": "v1",
        "kind": "List",
        "items": [secret("one", "kubernetes.io/tls"), secret("other", "Opaque")],
    });
    let yaml = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata:\n  name: {name}\ndata:\n  tls.key: ''\n  tls.crt: {}\n",
            encode(&leaf)
        )
    };
    let sources = |input: &str| {
        let output = piped("inspect --at 2028-02-01 --format json --no-summary -", input.as_bytes());
        assert_eq!((output.code, output.err.as_str()), (Some(0), ""), "{input}");
        json(&output.out).iter().map(|line| line["source"].as_str().expect("a text").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(sources(&list.to_string()), ["- secret web/one tls.crt", "- secret web/one ca.crt"]);
    assert_eq!(sources(&yaml("one")), ["- secret default/one tls.crt"]);
    let two = format!("---\n{}---\n{}", yaml("one"), yaml("two"));
    assert_eq!(sources(&two), ["- secret default/one tls.crt", "- secret default/two tls.crt"]);
    let many = format!("---\n{}", yaml("one")).repeat(10_000);
    assert_eq!(sources(&many).len(), 10_000);
    let bomb = ('b'..='z').zip('a'..).fold("kind: List\na: &a [x, x, x, x]\n".to_owned(), |bomb, (anchor, before)| {
        bomb + &format!("{anchor}: &{anchor} [*{before}, *{before}, *{before}, *{before}]\n")
    });
    let output = piped("inspect -", bomb.as_bytes());
    assert!(output.code == Some(2) && output.err.contains("no YAML that can be read at line"), "{}", output.err);
    // What stands before the objects, as people and editors write it.
    for before in ["# Copyright\n#\n\n", "\u{feff}", "---\r\n", "# one\n---\n# two\n"] {
        assert_eq!(sources(&format!("{before}{}", yaml("one"))), ["- secret default/one tls.crt"], "{before}");
    }
    // Objects of other kinds have other types under the names that a secret has.
    for other in
        ["data: {spec: {replicas: 1}}", "data: [1]", "type: 5", "type: {a: 1}", "metadata: text", "stringData: 7"]
    {
        let two = format!("kind: Other\n{other}\n---\n{}", yaml("one"));
        assert_eq!(sources(&two), ["- secret default/one tls.crt"], "{other}");
    }
    let revision = serde_json::json!({ "kind": "ControllerRevision", "data": { "spec": { "replicas": 1 } } });
    let list = serde_json::json!({ "kind": "List", "items": [revision, secret("one", "kubernetes.io/tls")] });
    assert_eq!(sources(&list.to_string()).len(), 2);
    for (input, says) in [
        ("kind: Secret\ntype: [", "Kubernetes objects: "),
        ("{\"kind\": \"Secret\"", "Kubernetes objects: "),
        ("kind: Pod\n", "no secret of type kubernetes.io/tls"),
        (
            "kind: Secret\ntype: kubernetes.io/tls\nmetadata: {name: x}\ndata: {tls.crt: '?'}\n",
            "secret default/x tls.crt: base64: ",
        ),
        ("kind: Secret\ntype: kubernetes.io/tls\nmetadata: {name: x}\n", "secret default/x: no tls.crt"),
    ] {
        let output = piped("inspect -", input.as_bytes());
        assert_eq!(output.code, Some(2), "{input}");
        assert!(output.err.contains(says), "{input}: {}", output.err);
    }
}

/// A parser that shows the place of an error would show the key of a secret.
#[test]
fn no_message_has_a_part_of_a_secret() {
    let secret = "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t";
    let kind = "kind: Secret\ntype: kubernetes.io/tls\n";
    let inputs = [
        (format!("{kind}data:\n  tls.key: {secret}\n  tls.key: {secret}\n"), "YAML", "line 5, column 3"),
        (format!("{kind}data:\n  tls.key: {secret}\n  x: [\n"), "YAML", "line"),
        (format!("{kind}items: {secret}\n"), "YAML", "line 3, column"),
        (format!("{{\"kind\":\"Secret\",\"items\":\"{secret}\"}}"), "JSON", "line 1, column"),
        (format!("{{\"data\":{{\"tls.key\":\"{secret}\"}},\"data\""), "JSON", "line 1"),
    ];
    for (input, format, place) in inputs {
        for arguments in ["inspect -", "inspect - --format json"] {
            let output = piped(arguments, input.as_bytes());
            assert_eq!(output.code, Some(2), "{input}");
            assert!(!(output.out + &output.err).contains(&secret[..8]), "{input}: {}", output.err);
            let says = format!("Kubernetes objects: no {format} that can be read at {place}");
            assert!(output.err.contains(&says), "{input}: {}", output.err);
        }
    }
}

/// Eight million objects in 24 MB of JSON, read in 400 MB.
#[test]
fn objects_that_are_no_secrets_take_no_memory() {
    let leaf = base64(certificate(BEGIN, END).0.as_bytes());
    let secret = format!("{{\"type\":\"kubernetes.io/tls\",\"data\":{{\"tls.crt\":\"{leaf}\"}}}}");
    let folder = Folder::new();
    let file = folder.write("list.json", format!("{{\"items\":[{}{secret}]}}", "{},".repeat(8_000_000)));
    let script = format!("ulimit -v 400000; exec {} inspect --at 2028-02-01 {file}", env!("CARGO_BIN_EXE_notafter"));
    let output = super::super::finish(Command::new("bash").args(["-c", &script]));
    assert_eq!((output.code, output.err.as_str()), (Some(0), ""));
}

#[test]
fn lines_are_answered_line_by_line() {
    let der = certificate(BEGIN, END).1;
    let good = base64(&der);
    let long = "A".repeat(3_000_000);
    let lines = [good.as_str(), "", "?", &base64(b"nothing"), &long, &good];
    let output = piped("inspect --at 2028-02-01 --input lines --format json -", lines.join("\n").as_bytes());
    let answers = json(&output.out);
    let types: Vec<&str> = answers.iter().map(|answer| answer["type"].as_str().expect("a text")).collect();
    assert_eq!(types, ["certificate", "error", "error", "error", "error", "certificate"]);
    let says = |index: usize| answers[index]["error"].as_str().expect("a text");
    assert!(says(1).starts_with("line 2: ") && says(3).starts_with("line 4: "), "{}", output.out);
    assert_eq!(says(4), "line 5: more than 1400000 bytes");
    assert_eq!(answers[5]["where"], "line 6");
    // Many more than are read at a time come back in their order.
    let many = format!("{good}\n?\n").repeat(10_000);
    let output = piped("inspect --at 2028-02-01 --input lines --format json -", many.as_bytes());
    let answers = json(&output.out);
    assert_eq!(answers.len(), 20_000);
    assert!(answers.iter().enumerate().all(|(index, answer)| (answer["type"] == "error") == (index % 2 == 1)));
}

/// More blocks than are inspected at a time.
#[test]
fn a_large_bundle_keeps_its_order() {
    let folder = Folder::new();
    let (leaf, last) = (certificate(BEGIN, END).0, certificate(BEGIN, END).0);
    let file = folder.write("large.pem", leaf.repeat(5_000) + &last);
    let output = notafter("inspect --at 2028-02-01 --format json --no-summary", &[&file]);
    assert_eq!(output.code, Some(0));
    let found = json(&output.out).into_iter().map(|line| line["where"].as_str().expect("a place").to_owned());
    let each = leaf.lines().count();
    assert!(found.eq((0..=5_000).map(|index| format!("line {}", 1 + index * each))));
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_reported() {
    let folder = Folder::new();
    let (pem, _) = certificate(BEGIN, END);
    let good = folder.write("good.pem", &pem);
    let cut: String = pem.lines().take(3).map(|line| format!("{line}\n")).collect();
    let key = "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n";
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("empty.pem", vec![], "no certificate: there is no input"),
        ("noise.bin", vec![0xa5; 3 << 20], "no certificate: no PEM block in 1 line"),
        ("noise.der", [&[0x30, 0x84][..], &vec![0xa5; 3 << 20]].concat(), "octet 0: it holds more than 8388608 bytes"),
        ("short.der", b"\x30\x82\x01\x00".to_vec(), "octet 0: certificate at offset 0 is truncated"),
        ("key.pem", key.into(), "no certificate: found private key at line 1"),
        ("cut.pem", cut.into(), "line 1: the END line is missing before line 4"),
        ("bad.pem", pem.replacen("MI", "M?", 1).into(), "line 1: base64 is broken in line 2"),
    ];
    for (name, contents, says) in cases {
        let file = folder.write(name, contents);
        let output = notafter("inspect --at 2028-02-01", &[&file, &good]);
        assert_eq!(output.code, Some(2), "{name}");
        assert_eq!(output.err, format!("notafter: {file}: {says}\n"), "{name}");
        assert!(output.out.contains("1 certificate in 2 sources"), "{}", output.out);
        let chain = notafter("inspect --at 2028-02-01 --chain", &[&file]);
        assert_eq!((chain.code, chain.out.contains("chain ")), (Some(2), false), "{name}: {}", chain.out);
        fs::remove_file(file).expect("the file");
    }
}

/// Base64 by the tool that everybody has.
fn base64(octets: &[u8]) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.encode(octets)
}
