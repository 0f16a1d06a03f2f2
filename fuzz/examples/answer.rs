//! Mints the certificate that a request asks for, and prints it: `answer <authority.pem> <key.pem> <request.pem>`.

use std::{env, error::Error, fs, process::ExitCode};

use notafter::{
    Lifetime, Profile,
    mint::{Authority, CertificationRequest, Grant, rcgen::KeyPair},
    time::UtcDateTime,
};

fn main() -> ExitCode {
    match answer() {
        Ok(pem) => print!("{pem}"),
        Err(error) => {
            println!("{error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn answer() -> Result<String, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let [_, certificate, key, request] = &arguments[..] else {
        return Err("usage: answer <authority.pem> <key.pem> <request.pem>".into());
    };
    let authority = Authority::from_pem(fs::read(certificate)?, KeyPair::from_pem(&fs::read_to_string(key)?)?)?;
    let request = CertificationRequest::from_pem(fs::read(request)?)?;
    #[expect(clippy::disallowed_methods, reason = "the library has no clock, a program has one")]
    let now = UtcDateTime::now();
    let minted = Profile::new(Lifetime::days(7)).signed_request(&request, &Grant::new(), &authority, now)?;
    Ok(minted.to_pem())
}
