//! Replays 29 February 2012 in three worlds that differ in who issues certificates and in what is made of an error.
//!
//! ```text
//! cargo run --example leap_day_outage
//! cargo run --example leap_day_outage -- --svg docs/leap-day-outage.svg
//! ```
//!
//! # What is documented
//!
//! From Microsoft's [report]: a new VM mints a certificate before anything else, from midnight (UTC) of the day to the same
//! date next year. Where that fails, its agent ends. The host agent waits for 25 minutes, restarts the VM clean, and after
//! three times reports the host as faulty. The host's VMs are then started anew on other hosts, where they fail the same
//! way. A cluster with too many faulty hosts stops all healing and all updates. At midnight some clusters were in the
//! middle of an update; they came to that point 75 minutes later, at 01:15. The bug was found at 02:38, and at 02:55
//! management was shut down everywhere.
//!
//! # What is assumed
//!
//! The report does not give these numbers, or the replay is kept small:
//!
//! - 10 clusters of 100 hosts (there: about 1,000 each), with room for 8 VMs a host and 6 running. 3 clusters are being
//!   updated, a fifth of the hosts every hour, and the third fifth is due at midnight. Customers ask for 600 more VMs in 42
//!   hours, and 4 hosts lose their power.
//! - A cluster is lost with 10 hosts out of service. VMs that it can no longer place go to the next cluster, until management
//!   is shut down: 100 minutes after the first cluster is lost, as it was.
//! - Nobody repairs the issuer, in any world. Where management is shut down, it tries every 15 minutes whether a certificate
//!   can be minted. Once it can, a person clears a condemned host a minute.
//! - Where [`Scope`](notafter::Scope) is respected, a VM that runs keeps the certificate that it has, and a new one tries
//!   again after an hour. An error of one host alone is treated as before.
//!
//! So it shows how the fault spread; how far it got follows from these numbers, and is no record of the day. Whether a step
//! fails follows from calling the issuer, and from nothing else.
//!
//! # What is counted
//!
//! A minute is without capacity if at its end a VM that a customer asked for does not run; without management if nobody can
//! deploy, update or move a VM. VM-hours lost are the VMs that did not run, summed over the minutes.
//!
//! [report]: https://azure.microsoft.com/en-us/blog/summary-of-windows-azure-service-disruption-on-feb-29th-2012/

mod chart;
mod replay;
mod scenario;
mod table;
mod world;

use std::{env, error::Error, fs};

use scenario::{SEED, Scenario};
use world::WORLDS;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let svg = match arguments.as_slice() {
        [] => None,
        [option, file] if option == "--svg" => Some(file),
        _ => return Err("expected no argument, or --svg FILE".into()),
    };
    let scenario = Scenario::new(SEED);
    let outcomes = WORLDS.map(|world| (world, replay::replay(&world, &scenario)));
    print!("{}", table::table(&outcomes));
    if let Some(file) = svg {
        fs::write(file, chart::svg(&outcomes)?).map_err(|error| format!("{file}: {error}"))?;
    }
    Ok(())
}
