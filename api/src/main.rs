//! Prints the public API that rustdoc's JSON describes, one item a line. `.ci/api` compares it with `notafter.txt`.

use std::{env, error::Error, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let json: PathBuf = env::args_os().nth(1).ok_or("usage: notafter-api RUSTDOC_JSON")?.into();
    let api = public_api::Builder::from_rustdoc_json(json)
        .sorted(true)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()?;
    print!("{api}");
    Ok(())
}
