//! An authority in a file: created once, by whoever is first, and never seen half written.

use std::{
    collections::BTreeSet,
    env, fs,
    io::{BufRead as _, BufReader, ErrorKind, Lines, Write as _},
    path::{Path, PathBuf},
    process::{ChildStdout, Command, Stdio},
    sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use notafter::{
    FileAction, FileError, LeapDayPolicy, Lifetime, Profile, Scope, Scoped as _,
    mint::{self, Authority, KeyFault, OpenError},
};
use rcgen::{IsCa, KeyPair, PublicKeyData as _};

use super::{OUTAGE, ca_params, key, one_year};

/// A folder of a test's own, removed at its end.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = env::temp_dir().join(format!("notafter-authority-file-{process}-{count}"));
        fs::create_dir(&path).expect("a fresh folder");
        Self(path)
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(super) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("a folder");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

pub(super) fn open_or_create(path: &Path) -> Result<Authority<KeyPair>, OpenError> {
    Authority::open_or_create(path, &Profile::new(Lifetime::days(3_650)), ca_params(), OUTAGE)
}

/// Why `path` was refused. The error is one line that names the file.
pub(super) fn refusal(path: &Path, what: &str) -> OpenError {
    let error = open_or_create(path).map(|authority| authority.validity()).expect_err(what);
    let text = error.to_string();
    assert!(text.contains(&*path.to_string_lossy()), "{what}: {text} names {}", path.display());
    assert!(text.starts_with('/') || text.starts_with("cannot "), "{what}: {text}");
    assert!(!text.contains('\n') && !text.ends_with('.'), "{what}: {text:?} is one line");
    error
}

/// The reason in the line of an error, after the file's name.
pub(super) fn reason(path: &Path, error: &OpenError) -> String {
    let (_, reason) = error.to_string().split_once(&*path.to_string_lossy()).map(own).expect("the file's name");
    reason.trim_start_matches(": ").to_owned()
}

fn own((before, after): (&str, &str)) -> (String, String) {
    (before.to_owned(), after.to_owned())
}

pub(super) fn file_error(error: OpenError) -> FileError {
    match error {
        OpenError::File { reason, .. } => reason,
        other => panic!("no error of a file: {other}"),
    }
}

/// Which file a process of its own works on. The test that starts it is the one that it runs.
const CHILD: &str = "NOTAFTER_TEST_FILE";

/// Runs `test` again in a process of its own, from a shell that first does what `before` says.
#[cfg(unix)]
pub(super) fn child(module: &str, test: &str, before: &str, path: &Path) -> Command {
    let module = module.split_once("::").expect("a module of this binary").1;
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{before}\nexec \"$0\" \"$@\"")]).arg(env::current_exe().expect("this binary"));
    command.args(["--exact", &format!("{module}::{test}"), "--nocapture", "--test-threads=1"]).env(CHILD, path);
    command
}

#[cfg(unix)]
pub(super) fn told() -> Option<PathBuf> {
    env::var_os(CHILD).map(PathBuf::from)
}

#[test]
fn two_lines_make_an_authority_and_open_it_again() {
    let folder = Folder::new();
    let path = folder.path("authority.pem");
    let first = open_or_create(&path).expect("it is created");
    assert_eq!(folder.names(), ["authority.pem"], "nothing is left beside it");
    let written = fs::read(&path).expect("a file");

    let days = Profile::new(Lifetime::days(1));
    let later = OUTAGE + time::Duration::days(700);
    let again = Authority::open_or_create(&path, &days, mint::authority("Another"), later).expect("it is opened");
    assert_eq!(again.der(), first.der(), "the same certificate");
    assert_eq!(again.key().serialized_der(), first.key().serialized_der(), "the same key");
    assert_eq!(fs::read(&path).expect("a file"), written, "the file is as it was");
    assert_eq!(Authority::open(&path).expect("it is opened").der(), first.der(), "`open` reads the same");

    let params = mint::server(["db.internal"]).expect("a host");
    let leaf = one_year(LeapDayPolicy::Clamp).signed_by(params, &key(), &again, OUTAGE).expect("a leaf");
    let anchors = [webpki::anchor_from_trusted_cert(first.der()).expect("an anchor")];
    let at = u64::try_from(OUTAGE.unix_timestamp()).expect("a time after 1970");
    let at = rustls::pki_types::UnixTime::since_unix_epoch(Duration::from_secs(at));
    let leaf = webpki::EndEntityCert::try_from(leaf.der()).expect("a leaf");
    let verified = leaf.verify_for_usage(
        webpki::ALL_VERIFICATION_ALGS,
        &anchors,
        &[],
        at,
        webpki::KeyUsage::server_auth(),
        None,
        None,
    );
    assert!(verified.is_ok(), "what the second signed verifies under the first: {:?}", verified.err());
}

#[test]
fn an_issuing_authority_keeps_the_chain_above_it() {
    let folder = Folder::new();
    let path = folder.path("issuing.pem");
    let profile = Profile::new(Lifetime::days(30));
    let root = Authority::self_signed(&profile, mint::authority("Root"), key(), OUTAGE).expect("a root");
    let issuing = Authority::signed_by(&profile, mint::authority("Issuing"), key(), &root, OUTAGE).expect("an issuer");
    issuing.save(&path).expect("it is saved");
    let opened = Authority::open(&path).expect("it is opened");
    assert_eq!((opened.der(), opened.chain_to_pem()), (issuing.der(), issuing.chain_to_pem()), "certificate and chain");
    let text = fs::read_to_string(&path).expect("a file");
    assert!(text.starts_with(&(issuing.to_pem() + &root.to_pem())), "the root is the last certificate");
    assert!(text.ends_with("-----END PRIVATE KEY-----\n"), "the key is the last block");

    root.save(&path).expect("it is replaced");
    assert_eq!(Authority::open(&path).expect("it is opened").der(), root.der(), "`save` replaces what is there");
    assert_eq!(folder.names(), ["issuing.pem"], "nothing is left beside it");
}

/// aws-lc keeps a key in the form in which it was read.
#[cfg(feature = "aws_lc_rs")]
#[test]
fn a_key_is_saved_under_the_label_of_its_form() {
    use crate::fixture::{SEQUENCE, children, header_len, tlv};

    let folder = Folder::new();
    let path = folder.path("authority.pem");
    // The octet string of PKCS #8, and the curve.
    let parts = |key: &KeyPair| {
        let parts = children(key.serialized_der());
        (parts[2][header_len(&parts[2])..].to_vec(), children(&parts[1])[1].clone())
    };
    let (inner, curve) = parts(&key());
    let [version, private, public] = &children(&inner)[..] else { panic!("an EC key") };
    let ec = tlv(SEQUENCE, &[&version[..], private, &tlv(0xa0, &curve), public].concat());
    let rsa: &[u8] = include_bytes!("../corpus/requests/rsa-2048.der");
    let (rsa, _) = parts(&KeyPair::try_from(rsa).expect("a key"));
    for (label, der) in [("EC PRIVATE KEY", ec), ("RSA PRIVATE KEY", rsa)] {
        let key = KeyPair::try_from(&der[..]).expect(label);
        let authority = Authority::self_signed(&Profile::new(Lifetime::days(30)), ca_params(), key, OUTAGE);
        let authority = authority.expect("an authority");
        authority.save(&path).expect("it is saved");
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.ends_with(&format!("-----END {label}-----\n")), "{label}");
        assert_eq!(Authority::open(&path).expect("it is opened").key().serialized_der(), der, "{label}");
    }
}

#[test]
fn open_creates_nothing() {
    let folder = Folder::new();
    let path = folder.path("authority.pem");
    let error = Authority::open(&path).map(|authority| authority.validity()).expect_err("there is none");
    let line = format!("cannot read {}: it does not exist", path.display());
    assert_eq!((error.to_string(), error.scope()), (line, Scope::ThisHost));
    let error = file_error(error);
    let parts = (error.action(), error.kind(), error.path());
    assert_eq!(parts, (FileAction::Read, ErrorKind::NotFound, &*path), "what a program sees");
    assert_eq!(folder.names(), [""; 0], "no file is created");
}

#[test]
fn what_is_not_minted_is_not_created() {
    let folder = Folder::new();
    let mut leaf = ca_params();
    leaf.is_ca = IsCa::ExplicitNoCa;
    let path = folder.path("authority.pem");
    let refused = Authority::open_or_create(&path, &Profile::new(Lifetime::days(1)), leaf, OUTAGE);
    let error = refused.map(|authority| authority.validity()).expect_err("a leaf is no authority");
    assert!(matches!(error, OpenError::Mint { .. }), "{error:?}");
    assert_eq!(error.scope(), Scope::EveryHost, "the parameters are wrong on every host");
    assert_eq!(folder.names(), [""; 0], "no file is created");
}

#[test]
fn threads_that_race_get_one_authority() {
    let (folder, barrier) = (Folder::new(), Barrier::new(16));
    let rounds: Vec<_> = (0..40).map(|round| folder.path(&format!("{round}.pem"))).collect();
    let race = || {
        let one = |path: &PathBuf| {
            barrier.wait();
            open_or_create(path).map(|authority| (authority.der().to_vec(), authority.key().serialized_der().to_vec()))
        };
        rounds.iter().map(one).collect::<Vec<_>>()
    };
    let results: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(race)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    for (round, path) in rounds.iter().enumerate() {
        let stored = Authority::open(path).expect("it is there");
        let stored = (stored.der().to_vec(), stored.key().serialized_der().to_vec());
        for (thread, results) in results.iter().enumerate() {
            assert_eq!(results[round].as_ref(), Ok(&stored), "thread {thread} in round {round}");
        }
    }
    assert_eq!(folder.names().len(), rounds.len(), "nothing is left beside them: {:?}", folder.names());
}

/// Each process opens the file that it is told on a line, and answers with the public key.
#[cfg(unix)]
#[test]
fn processes_that_race_get_one_authority() {
    if let Some(folder) = told() {
        for name in std::io::stdin().lines() {
            let authority = open_or_create(&folder.join(name.expect("a line"))).expect("an authority");
            println!("key {:?}", authority.key().subject_public_key_info());
        }
        return;
    }
    let folder = Folder::new();
    let mut children: Vec<_> = (0..4)
        .map(|_| {
            let mut command = child(module_path!(), "processes_that_race_get_one_authority", ":", &folder.0);
            let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a process");
            let answers = BufReader::new(child.stdout.take().expect("its output")).lines();
            (child.stdin.take().expect("its input"), answers, child)
        })
        .collect();
    for round in 0..20 {
        let name = format!("{round}.pem");
        for (input, ..) in &mut children {
            writeln!(input, "{name}").expect("it reads");
        }
        let answer = |answers: &mut Lines<BufReader<ChildStdout>>| {
            // The first follows on the name of the test.
            let key = |line: Result<String, _>| Some(own(line.expect("a line").split_once("key ")?).1);
            answers.find_map(key).expect("an answer")
        };
        let answers: BTreeSet<_> = children.iter_mut().map(|(_, answers, _)| answer(answers)).collect();
        let stored = Authority::open(folder.path(&name)).expect("it is there");
        let stored = format!("{:?}", stored.key().subject_public_key_info());
        assert_eq!(answers, BTreeSet::from([stored]), "round {round}: all have the one that is stored");
    }
    for (input, answers, mut child) in children {
        drop(input);
        assert!(answers.last().is_some(), "the output is read to its end");
        assert!(child.wait().expect("it ends").success(), "a process fails");
    }
    assert_eq!(folder.names().len(), 20, "nothing is left beside them: {:?}", folder.names());
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_file_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt as _;
    if let Some(path) = told() {
        let authority = open_or_create(&path).expect("it is created");
        return authority.save(path.with_extension("saved")).expect("it is saved");
    }
    let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o7777;
    for umask in ["0", "0022", "0077", "0777"] {
        let folder = Folder::new();
        let (path, saved) = (folder.path("authority.pem"), folder.path("authority.saved"));
        fs::write(&saved, "old").expect("a file");
        fs::set_permissions(&saved, fs::Permissions::from_mode(0o644)).expect("a mode");
        let before = format!("umask {umask}");
        let mut command = child(module_path!(), "only_the_owner_reads_the_file_whatever_the_umask", &before, &path);
        let output = command.output().expect("a process");
        assert!(output.status.success(), "umask {umask}: {output:?}");
        assert_eq!(format!("{:o}", mode(&path)), "600", "created with umask {umask}");
        assert_eq!(format!("{:o}", mode(&saved)), "600", "replaced with umask {umask}");
    }
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_refused_and_left_as_it_was() {
    let folder = Folder::new();
    let path = folder.path("authority.pem");
    let root = Authority::self_signed(&Profile::new(Lifetime::days(30)), mint::authority("Root"), key(), OUTAGE);
    let root = root.expect("a root");
    let issuing =
        Authority::signed_by(&Profile::new(Lifetime::days(30)), mint::authority("Issuing"), key(), &root, OUTAGE);
    let issuing = issuing.expect("an authority");
    issuing.save(&path).expect("it is saved");
    let whole = fs::read(&path).expect("a file");
    let (without_line_end, _) = whole.split_at(whole.len() - 1);
    for len in 0..without_line_end.len() {
        let (cut, _) = whole.split_at(len);
        fs::write(&path, cut).expect("a file");
        let error = refusal(&path, &format!("{len} octets"));
        assert!(matches!(error, OpenError::Authority { .. } | OpenError::Key { .. }), "{len} octets: {error:?}");
        assert_eq!(fs::read(&path).expect("a file"), cut, "{len} octets are left as they were");
    }
    fs::write(&path, without_line_end).expect("a file");
    let opened = open_or_create(&path).expect("the last line needs no end");
    assert_eq!(opened.der(), issuing.der(), "all of it is there");
    assert_eq!(folder.names(), ["authority.pem"], "nothing is left beside it");
}

/// A key that can be seen in a log is lost.
#[test]
fn no_error_shows_a_part_of_the_key() {
    let folder = Folder::new();
    let path = folder.path("authority.pem");
    let authority = open_or_create(&path).expect("it is created");
    let whole = fs::read_to_string(&path).expect("a file");
    let start = whole.find("-----BEGIN PRIVATE KEY").expect("the key");
    let (certificate, block) = whole.split_at(start);
    let base64: String = block.lines().filter(|line| !line.starts_with('-')).collect();
    let secrets: Vec<_> = base64.as_bytes().windows(6).map(|octets| String::from_utf8_lossy(octets)).collect();
    assert!(secrets.len() > 100, "the key has {} octets in base64", base64.len());
    let mut refused = 0;
    for position in 0..block.len() {
        let (before, after) = block.split_at(position);
        for (what, damaged) in [
            ("removed", format!("{before}{}", after.get(1..).expect("ASCII"))),
            ("an empty line", format!("{before}\n\n{after}")),
            ("five dashes", format!("{before}-----{after}")),
            ("a colon", format!("{before}:{after}")),
            ("a line less", before.trim_end().to_owned() + after.split_once('\n').expect("a line").1),
        ] {
            for (order, text) in [("after", certificate.to_owned() + &damaged), ("before", damaged + certificate)] {
                let what = format!("{what} at {position}, {order} the certificate");
                fs::write(&path, &text).expect("a file");
                match open_or_create(&path) {
                    Ok(opened) => assert_eq!(opened.der(), authority.der(), "{what}"),
                    Err(error) => {
                        refused += 1;
                        let shown = format!("{error} {error:?}");
                        let found = secrets.iter().find(|secret| shown.contains(&***secret));
                        assert_eq!(found, None, "{what}: {shown}");
                    }
                }
                assert_eq!(fs::read_to_string(&path).expect("a file"), text, "{what}: it is left as it was");
            }
        }
    }
    assert!(refused > block.len(), "most of the damage is refused: {refused}");
    assert!(!secrets.iter().any(|secret| format!("{authority:?}").contains(&**secret)), "{authority:?}");
}

#[test]
fn what_is_no_authority_is_refused_and_left_as_it_was() {
    let folder = Folder::new();
    let path = folder.path("authority.pem");
    let authority = open_or_create(&path).expect("it is created");
    let (certificate, key_block) = (authority.to_pem(), authority.key().serialize_pem());
    let other = key();
    let leaf =
        Profile::new(Lifetime::days(1)).self_signed(super::leaf_params(), &other, OUTAGE).expect("a leaf").to_pem();
    let labelled = |label: &str| key_block.replace("PRIVATE KEY", label);
    let legacy = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    let unreadable = "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n";
    let pem = "authority's PEM:";
    let cases = [
        ("empty", String::new(), format!("{pem} no `CERTIFICATE`, found no block"), Scope::EveryHost),
        ("blank", "\n".repeat(3), format!("{pem} no `CERTIFICATE`, found no block"), Scope::EveryHost),
        ("zeros", "\0".repeat(4_096), format!("{pem} no `CERTIFICATE`, found no block"), Scope::EveryHost),
        ("key alone", key_block.clone(), format!("{pem} no `CERTIFICATE`, found `PRIVATE KEY`"), Scope::EveryHost),
        ("no key", certificate.clone(), "private key is missing".to_owned(), Scope::EveryHost),
        (
            "two keys",
            format!("{certificate}{key_block}{}", other.serialize_pem()),
            "expected one private key, found 2".to_owned(),
            Scope::EveryHost,
        ),
        (
            "a key twice",
            format!("{key_block}{certificate}{key_block}"),
            "expected one private key, found 2".to_owned(),
            Scope::EveryHost,
        ),
        (
            "another key",
            format!("{certificate}{}", other.serialize_pem()),
            "authority's key is not the one that its certificate certifies".to_owned(),
            Scope::ThisHost,
        ),
        (
            "encrypted",
            format!("{certificate}{}", labelled("ENCRYPTED PRIVATE KEY")),
            "`ENCRYPTED PRIVATE KEY` is encrypted".to_owned(),
            Scope::EveryHost,
        ),
        (
            "encrypted as in RFC 1421",
            format!("{certificate}{legacy}"),
            "`RSA PRIVATE KEY` is encrypted".to_owned(),
            Scope::EveryHost,
        ),
        (
            "no key inside",
            format!("{certificate}{unreadable}"),
            "`EC PRIVATE KEY` cannot be read: Could not parse key pair".to_owned(),
            Scope::ThisHost,
        ),
        (
            "a leaf",
            format!("{leaf}{}", other.serialize_pem()),
            "basicConstraints cA is missing: this is not a certificate authority".to_owned(),
            Scope::EveryHost,
        ),
    ];
    for (what, contents, text, scope) in cases {
        fs::write(&path, &contents).expect("a file");
        let error = refusal(&path, what);
        assert_eq!((reason(&path, &error), error.scope()), (text, scope), "{what}");
        assert_eq!(fs::read_to_string(&path).expect("a file"), contents, "{what} is left as it was");
    }
    fs::write(&path, format!("{certificate}{}", labelled("ENCRYPTED PRIVATE KEY"))).expect("a file");
    let error = refusal(&path, "encrypted");
    assert!(matches!(error, OpenError::Key { fault: KeyFault::Encrypted { .. }, .. }), "{error:?}");

    let noise = format!("a comment\n{key_block}-----BEGIN X-----\nAAAA\n-----END X-----\n{certificate}\n");
    fs::write(&path, noise.replace('\n', "\r\n")).expect("a file");
    assert_eq!(open_or_create(&path).expect("other blocks are passed over").der(), authority.der(), "any order");
    assert_eq!(folder.names(), ["authority.pem"], "nothing is left beside it");
}
