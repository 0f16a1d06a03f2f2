//! Has the verifiers of others check what is minted: at both ends of each period, and at a second to each side.
//!
//! The verifiers that are crates are asked whenever the tests run. `.ci/verifiers/run` asks those that are programs, too: it
//! names them in `NOTAFTER_VERIFIERS`, as `openssl=/usr/bin/openssl java=java`. A table is printed at the end, with a row for
//! each verifier that answered as expected, and for no other.

mod crates;
mod judge;
mod minted;
mod programs;
mod self_test;

use std::{
    env,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
};

use judge::Verifier;
use libtest_mimic::{Arguments, Failed, Trial};
use minted::Minted;

/// In the order of the table.
const VERIFIERS: [Verifier; 10] = [
    crates::WEBPKI,
    crates::X509_PARSER,
    crates::X509_CERT,
    programs::OPENSSL,
    programs::GNUTLS,
    programs::GO,
    programs::JAVA,
    programs::KEYTOOL,
    programs::PYCA,
    programs::PKILINT,
];

fn main() -> ExitCode {
    let named = env::var("NOTAFTER_VERIFIERS").unwrap_or_default();
    let programs: Vec<(&str, &str)> = named.split_whitespace().filter_map(|word| word.split_once('=')).collect();
    let is_known = |name| VERIFIERS.iter().any(|verifier| verifier.program == Some(name));
    if programs.len() != named.split_whitespace().count() || !programs.iter().all(|(name, _)| is_known(*name)) {
        eprintln!("NOTAFTER_VERIFIERS: expected verifier=program, found {named}");
        return ExitCode::FAILURE;
    }

    let rows = Arc::new(Mutex::new(Vec::new()));
    let of_verifiers = VERIFIERS.iter().enumerate().filter_map(|(index, verifier)| {
        let program = match verifier.program {
            None => String::new(),
            Some(wanted) => programs.iter().find(|(name, _)| *name == wanted)?.1.to_owned(),
        };
        let rows = Arc::clone(&rows);
        Some(Trial::test(verifier.name, move || {
            let minted = Minted::once()?;
            let row = verifier.judge(minted, (verifier.ask)(minted, &program))?;
            rows.lock().unwrap_or_else(PoisonError::into_inner).push((index, row));
            Ok(())
        }))
    });
    let of_itself = self_test::TESTS.iter().map(|(name, test)| Trial::test(*name, || test().map_err(Failed::from)));
    let conclusion = libtest_mimic::run(&Arguments::from_args(), of_verifiers.chain(of_itself).collect());

    let mut rows = std::mem::take(&mut *rows.lock().unwrap_or_else(PoisonError::into_inner));
    rows.sort_by_key(|(index, _)| *index);
    if !rows.is_empty() {
        println!(
            "| verifier | version | certificates | questions | differs from RFC 5280 section 4.1.2.5, in how many answers |"
        );
        println!("|---|---|--:|--:|---|");
        rows.iter().for_each(|(_, row)| println!("{row}"));
        println!();
    }
    match Minted::remove() {
        Ok(()) => conclusion.exit_code(),
        Err(error) => {
            eprintln!("the folder of certificates is left: {error}");
            ExitCode::FAILURE
        }
    }
}
