//! A run: clients that connect without pause, a server that answers, and an issuer that fails in between.

use std::{
    collections::BTreeSet,
    error::Error,
    io::{self, Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use notafter::{
    Lifetime, Profile,
    renewal::{Outcome, Plan, RenewAt},
};
use rustls::{
    ClientConfig, ClientConnection, ServerConfig, ServerConnection, StreamOwned,
    pki_types::ServerName,
    time_provider::{DefaultTimeProvider, TimeProvider},
};

use super::service::{self, Issuer, Role, Rotating, SERVER_NAME};

/// How long to run, and from which second to which the issuer fails.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) seconds: u64,
    pub(crate) failing: Range<u64>,
}

impl Run {
    /// How much of a credential's life is over when it is renewed, at the latest: some seconds, and a tenth of it at the least,
    /// without which it would be renewed at the ideal point.
    fn period(&self) -> u64 {
        (self.seconds / 20).clamp(1, 3).max(self.reserve().div_ceil(9))
    }

    /// How much of a credential's life is left when its renewal begins: the failure, the longest wait after it (a tenth of the
    /// life), and some seconds for a machine that is busy.
    fn reserve(&self) -> u64 {
        let failing = self.failing.end.saturating_sub(self.failing.start);
        failing.saturating_add(failing / 5).saturating_add(5)
    }

    fn profile(&self) -> Profile {
        Profile::new(Lifetime::seconds(self.reserve().saturating_add(self.period())))
    }

    fn plan(&self) -> Plan {
        Plan::new(RenewAt::BeforeEnd(Duration::from_secs(self.reserve())))
    }
}

/// What was counted in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// Connections over which the client had an answer: then both ends have accepted the other's certificate.
    pub(crate) handshakes: u64,
    pub(crate) failed: u64,
    /// Why the first of them failed.
    pub(crate) first_failure: Option<String>,
    /// Certificates of the server that clients were shown.
    pub(crate) certificates: BTreeSet<Vec<u8>>,
    pub(crate) server_rotations: u64,
    pub(crate) client_rotations: u64,
    /// Attempts to renew that failed because the issuer did.
    pub(crate) refused: u64,
    /// What the issuer answered last.
    pub(crate) refusal: Option<String>,
    /// Attempts that failed while the issuer was well.
    pub(crate) unexpected: u64,
    /// How long the issuer failed.
    pub(crate) failing: Duration,
    /// The shortest time for which a certificate in use was still valid.
    pub(crate) least_remaining: Option<Duration>,
}

impl Summary {
    /// What failed, and what the run was to show and did not.
    pub(crate) fn faults(&self, run: &Run) -> Vec<&'static str> {
        let was_to_fail = !run.failing.is_empty();
        let faults = [
            (self.failed > 0, "a handshake failed"),
            (self.handshakes == 0, "there was no handshake"),
            (self.server_rotations == 0, "the server's certificate was never replaced"),
            (self.client_rotations == 0, "the clients' certificate was never replaced"),
            (was_to_fail && self.refused == 0, "the issuer was to fail and refused nothing"),
            (self.unexpected > 0, "the issuer failed when it was not to"),
        ];
        faults.into_iter().filter_map(|(is_so, fault)| is_so.then_some(fault)).collect()
    }

    fn add(&mut self, client: Self) {
        self.handshakes += client.handshakes;
        self.failed += client.failed;
        self.first_failure = self.first_failure.take().or(client.first_failure);
        self.certificates.extend(client.certificates);
    }
}

/// Runs server and clients on a port of the loopback interface that is free.
pub(crate) fn run(run: &Run) -> Result<Summary, Box<dyn Error>> {
    let clock: Arc<dyn TimeProvider> = Arc::new(DefaultTimeProvider);
    let issuer = Issuer::new(run.profile(), service::now(&*clock).ok_or("no clock")?)?;
    let server = Rotating::new(&issuer, Role::Server, run.plan(), "server", &clock)?;
    let client = Rotating::new(&issuer, Role::Client, run.plan(), "client", &clock)?;
    let server_config = service::server_config(&issuer, &server)?;
    let client_config = service::client_config(&issuer, &client)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    let stop = [AtomicBool::new(false), AtomicBool::new(false)];
    let [clients_stop, server_stops] = &stop;

    thread::scope(|scope| {
        let workers: Vec<_> =
            (0..CLIENTS).map(|_| scope.spawn(|| serve(&listener, &server_config, server_stops))).collect();
        let clients: Vec<_> =
            (0..CLIENTS).map(|_| scope.spawn(|| connect(address, &client_config, clients_stop))).collect();
        let mut summary = operate(run, &issuer, &server, &client);
        clients_stop.store(true, Ordering::Relaxed);
        let mut panicked = false;
        for client in clients {
            client.join().map_or_else(|_| panicked = true, |client| summary.add(client));
        }
        server_stops.store(true, Ordering::Relaxed);
        while workers.iter().any(|worker| !worker.is_finished()) {
            // A connection of no use wakes a worker, which then finds that it is to stop.
            drop(TcpStream::connect(address));
            thread::sleep(TICK);
        }
        if panicked { Err("a client panicked".into()) } else { Ok(summary) }
    })
}

/// Renews both credentials when they are due, and makes the issuer fail for its time.
#[expect(clippy::disallowed_methods, reason = "the library has no clock, a program has one")]
fn operate(run: &Run, issuer: &Issuer, server: &Rotating, client: &Rotating) -> Summary {
    let mut summary = Summary::default();
    let start = Instant::now();
    let mut failing_since = None;
    while start.elapsed() < Duration::from_secs(run.seconds) {
        let fails = run.failing.contains(&start.elapsed().as_secs());
        issuer.set_leap_day(fails);
        if fails {
            summary.failing = failing_since.get_or_insert_with(Instant::now).elapsed();
        }
        for (rotating, rotations) in [(server, &mut summary.server_rotations), (client, &mut summary.client_rotations)]
        {
            let refusal = match rotating.tick(issuer) {
                Some(Outcome::Renewed { .. }) => {
                    *rotations += 1;
                    None
                }
                Some(Outcome::Failed { error, scope, .. }) => Some(format!("{error} (as on {scope})")),
                Some(Outcome::Refused { reason, .. }) => Some(reason.to_string()),
                Some(Outcome::NotDue { .. }) | None => None,
            };
            if let Some(refusal) = refusal {
                *(if fails { &mut summary.refused } else { &mut summary.unexpected }) += 1;
                summary.refusal = Some(refusal);
            }
            let remaining = rotating.remaining().unwrap_or_default();
            summary.least_remaining = Some(summary.least_remaining.map_or(remaining, |least| least.min(remaining)));
        }
        thread::sleep(TICK);
    }
    summary
}

/// Answers one connection after the other.
fn serve(listener: &TcpListener, config: &Arc<ServerConfig>, stop: &AtomicBool) {
    while let Ok((socket, _)) = listener.accept() {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        // The client has no answer then, and counts it.
        let _ = answer(socket, config);
    }
}

fn answer(socket: TcpStream, config: &Arc<ServerConfig>) -> Result<(), Box<dyn Error>> {
    bound(&socket)?;
    let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(config))?, socket);
    let mut greeting = [0; GREETING.len()];
    stream.read_exact(&mut greeting)?;
    stream.write_all(&greeting)?;
    stream.conn.send_close_notify();
    stream.flush()?;
    Ok(())
}

/// Connects anew, time after time.
fn connect(address: SocketAddr, config: &Arc<ClientConfig>, stop: &AtomicBool) -> Summary {
    let mut summary = Summary::default();
    while !stop.load(Ordering::Relaxed) {
        match greet(address, config) {
            Ok(certificate) => {
                summary.handshakes += 1;
                summary.certificates.insert(certificate);
            }
            Err(error) => {
                summary.failed += 1;
                summary.first_failure.get_or_insert_with(|| error.to_string());
            }
        }
    }
    summary
}

/// Sends a greeting and waits for it to come back; returns the certificate of who sent it.
///
/// In TLS 1.3 the client is done before the server has looked at the client's certificate. Only an answer shows that it
/// was accepted.
fn greet(address: SocketAddr, config: &Arc<ClientConfig>) -> Result<Vec<u8>, Box<dyn Error>> {
    let socket = TcpStream::connect(address)?;
    bound(&socket)?;
    let name = ServerName::try_from(SERVER_NAME)?;
    let mut stream = StreamOwned::new(ClientConnection::new(Arc::clone(config), name)?, socket);
    stream.write_all(GREETING)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    if answer != GREETING {
        return Err("another answer than the greeting".into());
    }
    // The end that closes first keeps the port for a minute. If that were the client, it would run out of ports.
    if stream.sock.read(&mut [0])? != 0 {
        return Err("bytes after the end".into());
    }
    let certificate = stream.conn.peer_certificates().and_then(<[_]>::first).ok_or("no certificate")?;
    Ok(certificate.to_vec())
}

/// Makes a connection that is stuck fail, so that a run ends.
fn bound(socket: &TcpStream) -> io::Result<()> {
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.set_write_timeout(Some(PATIENCE))?;
    socket.set_nodelay(true)
}

/// How many clients there are, and as many threads of the server.
const CLIENTS: usize = 2;
const TICK: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(5);
const GREETING: &[u8] = b"29 February";
