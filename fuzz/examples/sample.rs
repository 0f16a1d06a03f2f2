//! Writes what is minted of requests that are made of pseudo-random octets: `sample <folder> <count>`.
//!
//! Names have only what OpenSSL reads: no VisibleString, for example. Each authority has a folder of its own, with its certificate in `authority.der`. The same requests are made each time.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let [_, folder, count] = &arguments[..] else { return Err("usage: sample <folder> <count>".into()) };
    let (mut state, mut requests, mut written) = (0x2012_0229_u64, 0_u64, 0_u64);
    let count = count.parse()?;
    while written < count {
        let data: Vec<u8> = (0..96).map(|_| octet(&mut state)).collect();
        requests += 1;
        // Even: as the request was made.
        let Some(minted) = notafter_fuzz::minted(&[&[data[0] & 0xfe], &data[1..]].concat()) else { continue };
        if !minted.is_usual {
            continue;
        }
        let folder = Path::new(folder).join((data[0] >> 1 & 3).to_string());
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("authority.der"), &minted.authority)?;
        fs::write(folder.join(format!("{requests}.der")), &minted.certificate)?;
        written += 1;
    }
    println!("{requests} requests, {written} certificates");
    Ok(())
}

/// Xorshift (Marsaglia 2003), one octet of each number.
fn octet(state: &mut u64) -> u8 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 32) as u8
}
