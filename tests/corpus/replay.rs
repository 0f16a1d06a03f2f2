//! The committed seeds, each through the check of its target.

use std::{
    collections::BTreeSet,
    fs,
    panic::catch_unwind,
    path::{Path, PathBuf},
};

use super::{
    calendar, certificate_der, chains, durations, files, foreign, mint_read, mutated_validity, read_time, renewal,
    requests, scts, state, text,
};

/// What a target does with an input: it panics, or it is content.
type Check = fn(&[u8]);

/// The checks that have a fuzz target of the same name.
const TARGETS: [(&str, Check); 14] = [
    ("calendar", calendar::check),
    ("certificate_der", certificate_der::check),
    ("chains", chains::check),
    ("durations", durations::check),
    ("files", files::check),
    ("foreign", foreign::check),
    ("mint_read", mint_read::check),
    ("mutated_validity", mutated_validity::check),
    ("read_time", read_time::check),
    ("renewal", renewal::check),
    ("requests", requests::check),
    ("scts", scts::check),
    ("state", state::check),
    ("text", text::check),
];

#[test]
fn every_seed_passes_the_check_of_its_target() {
    let mut failed = Vec::new();
    for (target, check) in TARGETS {
        let seeds = seeds(target);
        assert!(!seeds.is_empty(), "fuzz/corpus/{target} is empty");
        println!("{target}: {} seeds", seeds.len());
        for (name, seed) in seeds {
            if catch_unwind(|| check(&seed)).is_err() {
                failed.push(format!("{target}/{name}"));
            }
        }
    }
    assert!(failed.is_empty(), "refused, with the reason above: {failed:?}");
}

#[test]
fn every_check_has_a_target_a_program_and_a_folder_of_seeds_and_nothing_else_has() {
    let checks = BTreeSet::from(TARGETS.map(|(target, _)| target.to_owned()));
    let manifest = fs::read_to_string(fuzz("Cargo.toml")).expect("the manifest of the fuzz targets");
    let programs = manifest.split("[[bin]]\nname = \"").skip(1).filter_map(|rest| rest.split('"').next());
    let programs: BTreeSet<_> = programs.map(str::to_owned).collect();
    assert_eq!(programs, checks, "[[bin]] in fuzz/Cargo.toml");
    let sources: BTreeSet<_> = checks.iter().map(|check| format!("{check}.rs")).collect();
    assert_eq!(names(&fuzz("fuzz_targets")), sources, "fuzz/fuzz_targets");
    assert_eq!(names(&fuzz("corpus")), checks, "fuzz/corpus");
}

/// What a fuzzer finds is named by its SHA-1. It becomes a seed when someone has understood and named it.
#[test]
fn seeds_are_small_and_named_by_their_meaning() {
    for (target, _) in TARGETS {
        for (name, seed) in seeds(target) {
            assert!(seed.len() < 1000, "{target}/{name}: {} bytes", seed.len());
            let plain = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
            assert!(name.bytes().all(plain), "{target}/{name}: lowercase words and hyphens");
            let hash = name.len() == 40 && name.bytes().all(|octet| octet.is_ascii_hexdigit());
            assert!(!hash, "{target}/{name}: what does it mean?");
        }
    }
}

fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = fuzz("corpus").join(target);
    let read = |name: String| {
        let seed = fs::read(folder.join(&name)).unwrap_or_else(|error| panic!("{target}/{name}: {error}"));
        (name, seed)
    };
    names(&folder).into_iter().map(read).collect()
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name in UTF-8")).collect()
}

fn fuzz(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(path)
}
