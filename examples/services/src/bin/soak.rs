//! A mesh in which everything that can fail does: handshakes without pause, certificates that live for seconds.
//!
//! ```text
//! cargo run --release -p notafter-services --bin soak -- [SECONDS] [FOLDER]
//! ```
//!
//! Three servers run as processes of their own. Two mint from an authority on disk, the third reads files that this program
//! replaces. The clients are in this process and mint for themselves. Meanwhile, at random:
//!
//! - the issuer of each is away, or its clock is a minute ahead or behind, for half of a lifetime;
//! - a server is killed with SIGKILL, and started again;
//! - the files are half written, or of another key, and mended.
//!
//! One server is never killed. Its memory, open files and threads, and those of this process, are compared with what they were after a
//! minute, or after a quarter of the time.
//!
//! A handshake fails if an end refuses the other. A connection that a killed server has cut is counted apart. The exit code is 1
//! if a handshake failed, if a saved file could not be read, if nothing was rotated, or if a process grew.

use std::{
    env,
    error::Error,
    fs,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use notafter::{
    LeapDayPolicy, Lifetime, Profile, Scope, ScopedError,
    identity::{Event, Files, Identity, LiveIdentity, Source},
    mint::{
        self, Authority,
        rcgen::{CertificateParams, KeyPair},
    },
    renewal::{Outcome, Plan, RenewAt},
    time::{self, UtcDateTime},
};
use rustls::{
    ClientConfig, ClientConnection, ServerConfig, ServerConnection, StreamOwned, client::Resumption,
    pki_types::ServerName, server::NoServerSessionStorage,
};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// A certificate lives for so many seconds, and is renewed after 35 % of them: the rest outlasts what fails for a half, and a minute by
/// which the issuer's clock is ahead.
const LIFETIME: u64 = 120;
const PLAN: Plan = Plan::new(RenewAt::percent(35)).spread(0).back_off(Duration::from_secs(1), Duration::from_secs(2));
const CLIENTS: usize = 3;
/// Between the handshakes of a client: it is time that finds faults here, and not their rate.
const PAUSE: Duration = Duration::from_millis(3);
/// Whose issuers fail.
const TROUBLED: [&str; 3] = ["server", "steady", "client"];
const GREETING: &[u8; 11] = b"29 February";

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let result = match arguments[..] {
        ["serve", kind, folder] => serve(kind, Path::new(folder)).map(|()| true),
        [seconds, folder] => run(seconds.parse().unwrap_or(60), Path::new(folder)),
        [seconds] => run(seconds.parse().unwrap_or(60), &env::temp_dir().join("notafter-soak")),
        _ => run(60, &env::temp_dir().join("notafter-soak")),
    };
    match result {
        Ok(is_good) => ExitCode::from(u8::from(!is_good)),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn now() -> UtcDateTime {
    UtcDateTime::now()
}

fn authority(folder: &Path) -> Result<Arc<Authority<KeyPair>>> {
    let ten_years = Profile::new(Lifetime::years(10, LeapDayPolicy::Clamp));
    let begin = now() - time::Duration::DAY;
    let params = mint::authority("Soak CA");
    Ok(Arc::new(Authority::open_or_create(folder.join("ca.pem"), &ten_years, params, begin)?))
}

/// An issuer that fails as the file `trouble` in its folder says: `away`, or how many seconds its clock is off.
fn troubled<S: Source>(
    folder: &Path,
    mut source: S,
) -> impl FnMut(UtcDateTime) -> Result<Identity, ScopedError> + Send + 'static + use<S> {
    let file = folder.join("trouble");
    move |now| match fs::read_to_string(&file).unwrap_or_default().trim() {
        "" => source.mint(now),
        "away" => Err(ScopedError::new(Scope::SharedService, "away")),
        seconds => source.mint(now + time::Duration::seconds(seconds.parse().unwrap_or(0))),
    }
}

fn source(authority: &Arc<Authority<KeyPair>>, params: CertificateParams) -> impl Source + use<> {
    authority.source(Profile::new(Lifetime::seconds(LIFETIME)), params)
}

/// A server: prints its port, and then a line for each event.
fn serve(kind: &str, folder: &Path) -> Result<()> {
    let authority = authority(folder)?;
    let builder = LiveIdentity::builder(kind, PLAN).observe(|event| println!("{event}"));
    let identity = match kind {
        // It is saved too, so that a restart finds something while the files are broken.
        "files" => {
            let files = Files::new(folder.join("tls.crt"), folder.join("tls.key"));
            builder.save(folder.join("saved.pem")).start(now, files)?
        }
        _ => {
            let minting = troubled(folder, source(&authority, mint::server(["localhost"])?));
            builder.save(folder.join("server.pem")).patience(Duration::from_secs(30)).start(now, minting)?
        }
    };
    let verifier = authority.trust()?.client_verifier();
    let mut config = ServerConfig::builder().with_client_cert_verifier(verifier).with_cert_resolver(Arc::new(identity));
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    let config = Arc::new(config);
    let port = fs::read_to_string(folder.join(format!("{kind}.port"))).ok().and_then(|port| port.parse().ok());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port.unwrap_or(0)))?;
    let port = listener.local_addr()?.port();
    fs::write(folder.join(format!("{kind}.port")), port.to_string())?;
    println!("listening {port}");
    for socket in listener.incoming() {
        let (socket, config) = (socket?, Arc::clone(&config));
        thread::spawn(move || answer(socket, config).map_err(|error| println!("connection: {error}")));
    }
    Ok(())
}

fn answer(socket: TcpStream, config: Arc<ServerConfig>) -> Result<()> {
    bound(&socket)?;
    let mut stream = StreamOwned::new(ServerConnection::new(config)?, socket);
    let mut greeting = [0; GREETING.len()];
    stream.read_exact(&mut greeting)?;
    stream.write_all(&greeting)?;
    stream.conn.send_close_notify();
    stream.flush()?;
    Ok(())
}

/// One whole connection. In TLS 1.3 only an answer shows that the client's certificate was accepted.
fn greet(port: u16, config: &Arc<ClientConfig>) -> io::Result<()> {
    let socket = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), Duration::from_secs(10))?;
    bound(&socket)?;
    let name = ServerName::try_from("localhost").map_err(io::Error::other)?;
    let connection = ClientConnection::new(Arc::clone(config), name).map_err(io::Error::other)?;
    let mut stream = StreamOwned::new(connection, socket);
    stream.write_all(GREETING)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    if answer == GREETING { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

fn bound(socket: &TcpStream) -> io::Result<()> {
    socket.set_read_timeout(Some(Duration::from_secs(20)))?;
    socket.set_write_timeout(Some(Duration::from_secs(20)))?;
    socket.set_nodelay(true)
}

/// A server process, and what it printed.
struct Server {
    kind: &'static str,
    folder: PathBuf,
    child: Child,
    port: u16,
}

/// What was counted.
#[derive(Default)]
struct Counts {
    handshakes: AtomicU64,
    failed: AtomicU64,
    cut: AtomicU64,
    kills: AtomicUsize,
    down: AtomicUsize,
    renewed: AtomicU64,
    refused: AtomicU64,
    not_loaded: AtomicU64,
    not_taken: AtomicU64,
}

impl Counts {
    fn line(&self, line: &str) {
        let counter = match line {
            _ if line.starts_with("renewed") => &self.renewed,
            _ if line.starts_with("failed") || line.starts_with("refused") => &self.refused,
            _ if line.starts_with("not loaded") => &self.not_loaded,
            _ if line.starts_with("not taken") => &self.not_taken,
            _ if line.starts_with("not saved") => &self.not_loaded,
            _ => return,
        };
        counter.fetch_add(1, Relaxed);
    }
}

impl Server {
    fn start(kind: &'static str, folder: &Path, counts: &Arc<Counts>) -> Result<Self> {
        let mut child = Command::new(env::current_exe()?)
            .args(["serve", kind])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let port = loop {
            let line = lines.next().ok_or("the server ended")??;
            counts.line(&line);
            if let Some(port) = line.strip_prefix("listening ") {
                break port.parse()?;
            }
        };
        let counts = Arc::clone(counts);
        thread::spawn(move || lines.map_while(std::result::Result::ok).for_each(|line| counts.line(&line)));
        Ok(Self { kind, folder: folder.to_owned(), child, port })
    }

    /// Kills it where it stands, and starts it again.
    fn kill(&mut self, counts: &Arc<Counts>) -> Result<()> {
        counts.down.fetch_add(1, Relaxed);
        counts.kills.fetch_add(1, Relaxed);
        self.child.kill()?;
        self.child.wait()?;
        *self = Self::start(self.kind, &self.folder, counts)?;
        counts.down.fetch_sub(1, Relaxed);
        counts.kills.fetch_add(1, Relaxed);
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

/// Numbers that look random, from a seed that is printed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

fn run(seconds: u64, folder: &Path) -> Result<bool> {
    let _ = fs::remove_dir_all(folder);
    for name in ["server", "files", "steady", "client"] {
        fs::create_dir_all(folder.join(name))?;
    }
    let authority = authority(folder)?;
    for name in ["server", "files", "steady", "client"] {
        authority.save(folder.join(name).join("ca.pem"))?;
    }
    let seed = now().unix_timestamp().unsigned_abs() | 1;
    let (counts, stop, start) = (Arc::new(Counts::default()), Arc::new(AtomicBool::new(false)), Instant::now());

    let tool = Tool { authority: Arc::clone(&authority), folder: folder.join("files") };
    tool.write(Write::Well)?;
    let mut servers = [
        Server::start("server", &folder.join("server"), &counts)?,
        Server::start("files", &folder.join("files"), &counts)?,
    ];
    let steady = Server::start("steady", &folder.join("steady"), &counts)?;
    let ports = [servers[0].port, servers[1].port, steady.port];
    let client_source = troubled(&folder.join("client"), source(&authority, mint::client("client")));
    let of_client = Arc::clone(&counts);
    let client = LiveIdentity::builder("client", PLAN)
        .save(folder.join("client/client.pem"))
        .observe(move |event: &Event| {
            if matches!(event, Event::Attempt(Outcome::Renewed { .. })) {
                of_client.renewed.fetch_add(1, Relaxed);
            } else {
                of_client.line(&event.to_string());
            }
        })
        .start(now, client_source)?;
    let mut config = ClientConfig::builder()
        .dangerous()
        .with_custom_certificate_verifier(authority.trust()?.server_verifier())
        .with_client_cert_resolver(Arc::new(client));
    config.resumption = Resumption::disabled();
    let config = Arc::new(config);

    let clients: Vec<_> = (0..CLIENTS)
        .map(|index| {
            let (counts, stop, config) = (Arc::clone(&counts), Arc::clone(&stop), Arc::clone(&config));
            thread::spawn(move || {
                let mut turn = index;
                while !stop.load(Relaxed) {
                    turn += 1;
                    let kills = counts.kills.load(Relaxed);
                    let was_down = counts.down.load(Relaxed) > 0;
                    match greet(ports[turn % 3], &config) {
                        Ok(()) => counts.handshakes.fetch_add(1, Relaxed),
                        // rustls says InvalidData where an end refused the other.
                        Err(error)
                            if error.kind() != io::ErrorKind::InvalidData
                                && (was_down
                                    || counts.down.load(Relaxed) > 0
                                    || counts.kills.load(Relaxed) != kills) =>
                        {
                            thread::sleep(Duration::from_millis(2));
                            counts.cut.fetch_add(1, Relaxed)
                        }
                        Err(error) => {
                            eprintln!("{}: a handshake with server {} failed: {error}", now(), turn % 3);
                            counts.failed.fetch_add(1, Relaxed)
                        }
                    };
                    thread::sleep(PAUSE);
                }
            })
        })
        .collect();

    let mut random = Random(seed);
    let (mut next_kill, mut next_trouble, mut next_files) = (2, 3, LIFETIME / 4);
    let mut trouble_until = None;
    let mut broken = false;
    let processes = [("clients", std::process::id()), ("a server", steady.child.id())];
    let (settled, mut before) = (60.min(seconds / 4), None);
    while start.elapsed() < Duration::from_secs(seconds) {
        let elapsed = start.elapsed().as_secs();
        if before.is_none() && elapsed >= settled {
            before = Some(processes.map(|(_, process)| Usage::of(process)));
        }
        if elapsed >= next_kill {
            servers[random.below(2) as usize].kill(&counts)?;
            next_kill = elapsed + 1 + random.below(4);
        }
        if trouble_until.is_some_and(|until| elapsed >= until) {
            for name in TROUBLED {
                fs::write(folder.join(name).join("trouble"), "")?;
            }
            trouble_until = None;
            next_trouble = elapsed + LIFETIME / 2;
        } else if trouble_until.is_none() && elapsed >= next_trouble {
            let kind = ["away", "60", "-60"][random.below(3) as usize];
            for name in TROUBLED {
                fs::write(folder.join(name).join("trouble"), kind)?;
            }
            trouble_until = Some(elapsed + LIFETIME / 2);
        }
        if elapsed >= next_files {
            // A quarter of a lifetime each: what is broken is mended long before the end.
            broken = !broken && random.below(2) == 1;
            tool.write(match (broken, random.below(2)) {
                (false, _) => Write::Well,
                (true, 0) => Write::Half,
                (true, _) => Write::OtherKey,
            })?;
            next_files = elapsed + LIFETIME / 4;
        }
        thread::sleep(Duration::from_millis(50));
    }
    let after = processes.map(|(_, process)| Usage::of(process));
    stop.store(true, Relaxed);
    for client in clients {
        client.join().map_err(|_| "a client panicked")?;
    }
    drop(servers);
    let rows = [
        ("handshakes", &counts.handshakes),
        ("failed handshakes", &counts.failed),
        ("connections that a kill cut", &counts.cut),
        ("certificates taken", &counts.renewed),
        ("attempts failed or refused", &counts.refused),
        ("broken files told", &counts.not_taken),
        ("saved files lost or torn", &counts.not_loaded),
    ];
    for (name, count) in rows {
        println!("{name:<28}{:>10}", count.load(Relaxed));
    }
    println!("{:<28}{:>10}", "servers killed", counts.kills.load(Relaxed) / 2);
    println!("{:<28}{seconds:>10}", "seconds");
    let mut grew = false;
    for (((name, _), before), after) in processes.iter().zip(before.into_iter().flatten()).zip(after) {
        let (Some(before), Some(after)) = (before, after) else {
            println!("{name}: memory, open files and threads are not measured on this system");
            continue;
        };
        println!("{name} after {settled} s: {before}; at the end: {after}");
        grew |= after.is_more_than(&before);
    }
    let is_good = !grew && counts.failed.load(Relaxed) == 0 && counts.not_loaded.load(Relaxed) == 0;
    Ok(is_good && counts.handshakes.load(Relaxed) > 0 && counts.renewed.load(Relaxed) > 2)
}

/// What a process has of the system.
struct Usage {
    memory: u64,
    files: usize,
    threads: u64,
}

impl Usage {
    /// As Linux shows it.
    fn of(process: u32) -> Option<Self> {
        let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let number = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        };
        let files = fs::read_dir(format!("/proc/{process}/fd")).ok()?.count();
        Some(Self { memory: number("VmRSS:")? * 1_024, files, threads: number("Threads:")? })
    }

    /// By more than the connections that happen to be open, each with a thread and a file.
    fn is_more_than(&self, before: &Self) -> bool {
        self.memory > before.memory + before.memory / 4 + (4 << 20)
            || self.files > before.files + 4 * CLIENTS
            || self.threads > before.threads + 4 * CLIENTS as u64
    }
}

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let memory = self.memory as f64 / f64::from(1 << 20);
        write!(f, "{memory:.1} MiB, {} open files, {} threads", self.files, self.threads)
    }
}

/// A tool that writes the files of a server.
struct Tool {
    authority: Arc<Authority<KeyPair>>,
    folder: PathBuf,
}

/// How it writes them.
enum Write {
    /// Whole files, renamed.
    Well,
    /// Half of a chain.
    Half,
    /// The key of another certificate.
    OtherKey,
}

impl Tool {
    fn write(&self, how: Write) -> Result<()> {
        let key = KeyPair::generate()?;
        let profile = Profile::new(Lifetime::seconds(LIFETIME));
        let leaf = profile.signed_by(mint::server(["localhost"])?, &key, &self.authority, now())?;
        let (chain, chain_path, key_path) = (leaf.to_pem(), self.folder.join("tls.crt"), self.folder.join("tls.key"));
        match how {
            Write::Well => {
                for (path, text) in [(chain_path, chain), (key_path, key.serialize_pem())] {
                    let new = path.with_extension("new");
                    fs::write(&new, text)?;
                    fs::rename(new, path)?;
                }
            }
            Write::Half => fs::write(chain_path, &chain.as_bytes()[..chain.len() / 2])?,
            Write::OtherKey => fs::write(key_path, key.serialize_pem())?,
        }
        Ok(())
    }
}
