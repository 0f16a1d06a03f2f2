//! Reads files of certificates, and says when the chain in each of them really ends and what is wrong with its dates.
//!
//! ```text
//! cargo run --example inspect -- fullchain.pem
//! cargo run --example inspect -- --at 2028-02-29 fullchain.pem leaf.der chain.p7b
//! ```
//!
//! The tool `notafter inspect`, in the package notafter-cli, does the same for folders, servers and Kubernetes secrets.

use std::{env, error::Error, fs};

use notafter::{
    Validity,
    inspect::{Finding, Inspection, chain},
    time::UtcDateTime,
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (at, files) = match arguments.as_slice() {
        [option, date, files @ ..] if option == "--at" => (first_second(date)?, files),
        files => (now(), files),
    };
    if files.is_empty() {
        return Err("no file is given".into());
    }
    for file in files {
        inspect(file, at).map_err(|error| format!("{file}: {error}"))?;
    }
    Ok(())
}

/// Prints the outlook of the chain in a file of PEM, DER or PKCS #7, then what is wrong with its dates and with other certificates.
fn inspect(file: &str, at: UtcDateTime) -> Result<(), Box<dyn Error>> {
    // An error names the line or the octet. A file without a certificate is an error, too.
    let certificates: Vec<Inspection> = Inspection::iter_from_slice(&fs::read(file)?).collect::<Result<_, _>>()?;
    let chain = chain(&certificates, at)?;
    println!("{file}: {}: {}", chain.leaf().subject(), chain.outlook());

    let print = |certificate: &Inspection, finding: &Finding| {
        println!("  {}: {}: {finding} [{}]", certificate.subject(), finding.severity(), finding.citation());
    };
    for (certificate, finding) in chain.findings() {
        print(certificate, finding);
    }
    // The certificates may come in any order, and some may be no part of the chain.
    for other in certificates.iter().filter(|certificate| !chain.path().contains(certificate)) {
        for finding in other.findings_at(at) {
            print(other, &finding);
        }
    }
    Ok(())
}

/// Reads a date as the period of that day, which says why a day does not exist.
fn first_second(date: &str) -> Result<UtcDateTime, String> {
    let day = format!("{date}T00:00:00Z/{date}T23:59:59Z").parse::<Validity>();
    day.map(|day| day.not_before()).map_err(|error| format!("--at: {error}"))
}

#[expect(clippy::disallowed_methods, reason = "the library has no clock, a program has one")]
fn now() -> UtcDateTime {
    UtcDateTime::now()
}
