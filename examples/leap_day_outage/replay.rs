//! The replay: events in the order of their time, and a look at the whole fleet after every minute.

use std::collections::BTreeMap;

use notafter::{
    Scope, Scoped as _, Validity,
    time::{Duration, UtcDateTime},
};

use super::{
    scenario::{CLUSTERS, END, HOSTS, HOSTS_PER_CLUSTER, Happening, LOAD, SLOTS, START, Scenario, WAVE},
    world::{Healing, World},
};

/// How long a host agent waits to hear from the guest agent of a VM, and how often it tries.
pub(crate) const TIMEOUT: Duration = Duration::minutes(25);
pub(crate) const ATTEMPTS: u32 = 3;
/// A cluster with so many hosts out of service counts as lost: no VM is placed, healed or updated there.
pub(crate) const THRESHOLD: usize = HOSTS_PER_CLUSTER / 10;
/// From the first lost cluster until management was shut down: 01:15 to 02:55 UTC.
pub(crate) const REACTION: Duration = Duration::minutes(100);
/// How long an error of every host is waited out.
const PATIENCE: Duration = Duration::HOUR;
/// How often management looks for a place for VMs that have none, or tries whether it can be started again.
const ROUND: Duration = Duration::minutes(15);
/// How long a person takes to clear a condemned host, one after another, once certificates can be minted again.
const INVESTIGATION: Duration = Duration::MINUTE;

/// Replays `scenario` in `world`.
pub(crate) fn replay(world: &World, scenario: &Scenario) -> Outcome {
    Replay::new(world, scenario).run()
}

/// What became of the fleet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// One for each minute from [`START`] on.
    pub(crate) samples: Vec<Sample>,
    /// Hosts that were condemned at some time, all of them healthy: there are no faults but losses of power.
    pub(crate) condemned: usize,
    /// Clusters that were lost at some time.
    pub(crate) clusters_lost: usize,
    pub(crate) minted: u32,
    pub(crate) mint_failures: u32,
}

impl Outcome {
    /// Minutes at whose end a VM that is wanted did not run.
    pub(crate) fn minutes_without_capacity(&self) -> usize {
        self.samples.iter().filter(|sample| sample.down() > 0).count()
    }

    /// Minutes at whose end nobody could deploy, update or move anything.
    pub(crate) fn minutes_without_management(&self) -> usize {
        self.samples.iter().filter(|sample| !sample.management).count()
    }

    /// VMs that did not run, summed over the minutes, in hours.
    pub(crate) fn vm_hours_lost(&self) -> usize {
        self.samples.iter().map(Sample::down).sum::<usize>() / 60
    }

    /// The most VMs that did not run at once.
    pub(crate) fn most_down(&self) -> usize {
        self.samples.iter().map(Sample::down).max().unwrap_or(0)
    }
}

/// The fleet at one instant. Every host is counted once, and so is every VM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    pub(crate) at: UtcDateTime,
    pub(crate) in_service: usize,
    pub(crate) condemned: usize,
    pub(crate) dead: usize,
    pub(crate) clusters_lost: usize,
    /// VMs that customers have asked for until now.
    pub(crate) wanted: usize,
    pub(crate) running: usize,
    pub(crate) starting: usize,
    /// VMs that are on no host.
    pub(crate) waiting: usize,
    /// VMs as the hosts count them.
    pub(crate) guests: usize,
    pub(crate) management: bool,
}

impl Sample {
    pub(crate) const fn down(&self) -> usize {
        self.starting + self.waiting
    }
}

struct Replay<'a> {
    world: &'a World,
    now: UtcDateTime,
    /// Events of one instant come in the order in which they were scheduled.
    queue: BTreeMap<(UtcDateTime, usize), Event>,
    scheduled: usize,
    hosts: Vec<Host>,
    vms: Vec<Vm>,
    lost: [bool; CLUSTERS],
    management: bool,
    /// Whether a cluster was lost, and people know of it.
    alarmed: bool,
    outcome: Outcome,
    ever_condemned: Vec<bool>,
    ever_lost: [bool; CLUSTERS],
}

#[derive(Clone, Copy)]
enum Event {
    FromOutside(Happening),
    /// The guest agent of a VM tries again to mint. `start` tells whether it is still the same start.
    Retry {
        vm: usize,
        start: u32,
    },
    /// The host agent has not heard from a guest agent for [`TIMEOUT`].
    Silence {
        vm: usize,
        start: u32,
    },
    Round,
    ShutDown,
    Investigated,
}

struct Host {
    state: HostState,
    guests: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum HostState {
    InService,
    Condemned,
    Dead,
}

struct Vm {
    home: usize,
    state: VmState,
    starts: u32,
}

#[derive(Clone, Copy)]
enum VmState {
    Waiting,
    Starting { host: usize, failures: u32 },
    Running { host: usize, certificate: Validity },
}

/// What a guest agent came to, which needs a certificate before anything else.
enum Minting {
    Done(Validity),
    /// The error says that every host would fail.
    Hopeless,
    /// The agent ends, and its host hears nothing.
    Silent,
}

impl<'a> Replay<'a> {
    fn new(world: &'a World, scenario: &Scenario) -> Self {
        let outcome = Outcome { samples: Vec::new(), condemned: 0, clusters_lost: 0, minted: 0, mint_failures: 0 };
        let mut replay = Self {
            world,
            now: START,
            queue: BTreeMap::new(),
            scheduled: 0,
            hosts: (0..HOSTS).map(|_| Host { state: HostState::InService, guests: Vec::new() }).collect(),
            vms: Vec::new(),
            lost: [false; CLUSTERS],
            management: true,
            alarmed: false,
            outcome,
            ever_condemned: vec![false; HOSTS],
            ever_lost: [false; CLUSTERS],
        };
        for (vm, minted) in scenario.minted.iter().enumerate() {
            let host = vm / LOAD;
            let state = match (world.issue)(*minted) {
                Ok(certificate) => VmState::Running { host, certificate },
                Err(_) => VmState::Waiting,
            };
            replay.vms.push(Vm { home: cluster_of(host), state, starts: 0 });
            if !matches!(state, VmState::Waiting) {
                replay.hosts[host].guests.push(vm);
            }
        }
        for (at, happening) in &scenario.happenings {
            replay.schedule(*at, Event::FromOutside(*happening));
        }
        replay.schedule(START, Event::Round);
        replay
    }

    fn run(mut self) -> Outcome {
        while self.now < END {
            let minute = self.now + Duration::MINUTE;
            let mut quiet = true;
            while let Some(next) = self.queue.first_entry().filter(|next| next.key().0 <= minute) {
                let ((at, _), event) = next.remove_entry();
                self.now = at;
                self.handle(event);
                quiet = false;
            }
            self.now = minute;
            let sample = match self.outcome.samples.last() {
                Some(last) if quiet => Sample { at: minute, ..*last },
                _ => self.sample(),
            };
            self.outcome.samples.push(sample);
        }
        self.outcome.condemned = self.ever_condemned.iter().filter(|condemned| **condemned).count();
        self.outcome.clusters_lost = self.ever_lost.iter().filter(|lost| **lost).count();
        self.outcome
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::FromOutside(Happening::Request { cluster }) => {
                self.vms.push(Vm { home: cluster, state: VmState::Waiting, starts: 0 });
                if self.management {
                    self.place(self.vms.len() - 1);
                }
            }
            Event::FromOutside(Happening::Update { cluster, first }) => self.update(cluster, first),
            Event::FromOutside(Happening::PowerLoss { host }) => {
                self.hosts[host].state = HostState::Dead;
                self.out_of_service(host, true);
            }
            Event::Retry { vm, start } if self.vms[vm].starts == start => self.boot(vm),
            Event::Silence { vm, start } if self.vms[vm].starts == start => self.silence(vm),
            Event::Retry { .. } | Event::Silence { .. } => {}
            Event::Round => self.round(),
            Event::ShutDown => self.management = false,
            Event::Investigated => self.investigated(),
        }
    }

    // The guest agent.

    /// Asks the issuer of this world. Whether anything fails in this replay, on whatever day, is decided here alone.
    fn mint(&mut self) -> Minting {
        match (self.world.issue)(self.now) {
            Ok(certificate) => {
                self.outcome.minted += 1;
                Minting::Done(certificate)
            }
            Err(error) => {
                self.outcome.mint_failures += 1;
                match (self.world.healing, error.scope()) {
                    // Neither this host nor another can do anything about it.
                    (Healing::ByScope, Scope::EveryHost | Scope::SharedService) => Minting::Hopeless,
                    (Healing::ByScope, Scope::ThisHost) | (Healing::Naive, _) => Minting::Silent,
                }
            }
        }
    }

    /// A clean VM starts on its host. Starting takes no time, so that all that is lost is lost to certificates.
    fn boot(&mut self, vm: usize) {
        let VmState::Starting { host, .. } = self.vms[vm].state else { return };
        let start = self.vms[vm].starts;
        match self.mint() {
            Minting::Done(certificate) => {
                self.vms[vm].state = VmState::Running { host, certificate };
            }
            Minting::Hopeless => self.schedule(self.now + PATIENCE, Event::Retry { vm, start }),
            Minting::Silent => self.schedule(self.now + TIMEOUT, Event::Silence { vm, start }),
        }
    }

    // The host agent.

    fn silence(&mut self, vm: usize) {
        let VmState::Starting { host, failures } = self.vms[vm].state else { return };
        let failures = failures + 1;
        self.vms[vm].state = VmState::Starting { host, failures };
        if failures < ATTEMPTS {
            self.boot(vm);
            return;
        }
        // A clean VM would have reported an error, so that it must be the hardware.
        if self.hosts[host].state == HostState::InService {
            self.hosts[host].state = HostState::Condemned;
            self.ever_condemned[host] = true;
            self.out_of_service(host, false);
        }
        // Without healing it is still there.
        if matches!(self.vms[vm].state, VmState::Starting { host: on, .. } if on == host) {
            self.remove(vm);
        }
    }

    // The controller of a cluster.

    /// Counts a host that is out of service now, and heals what was on it: each VM starts clean on another host.
    fn out_of_service(&mut self, host: usize, dead: bool) {
        let cluster = cluster_of(host);
        if !self.lost[cluster] && self.hosts_out_of_service(cluster) >= THRESHOLD {
            self.lost[cluster] = true;
            self.ever_lost[cluster] = true;
            if !self.alarmed {
                self.alarmed = true;
                self.schedule(self.now + REACTION, Event::ShutDown);
            }
        }
        // In a lost cluster nothing is healed, and what runs on a condemned host goes on.
        let heals = !self.lost[cluster];
        if heals || dead {
            for vm in core::mem::take(&mut self.hosts[host].guests) {
                self.detach(vm);
                if heals && let Some(host) = self.free_host(cluster) {
                    self.start(vm, host);
                }
            }
        }
    }

    /// The rollout of a new agent restarts every VM on the hosts of one wave.
    fn update(&mut self, cluster: usize, first: usize) {
        for host in first..first + WAVE {
            if self.lost[cluster] || !self.management {
                return;
            }
            if self.hosts[host].state != HostState::InService {
                continue;
            }
            for vm in self.hosts[host].guests.clone() {
                if !matches!(self.vms[vm].state, VmState::Running { .. }) {
                    continue;
                }
                match self.mint() {
                    Minting::Done(certificate) => {
                        self.vms[vm].state = VmState::Running { host, certificate };
                    }
                    // The new agent would be without a certificate on every host: the old one stays, with its own.
                    Minting::Hopeless => {
                        let wave = Happening::Update { cluster, first };
                        self.schedule(self.now + PATIENCE, Event::FromOutside(wave));
                        return;
                    }
                    Minting::Silent => {
                        self.vms[vm].state = VmState::Starting { host, failures: 0 };
                        self.vms[vm].starts += 1;
                        let start = self.vms[vm].starts;
                        self.schedule(self.now + TIMEOUT, Event::Silence { vm, start });
                    }
                }
            }
        }
    }

    // Management, which is above the clusters, and the people.

    fn round(&mut self) {
        self.schedule(self.now + ROUND, Event::Round);
        if !self.management && matches!(self.mint(), Minting::Done(_)) {
            self.management = true;
            self.schedule(self.now + INVESTIGATION, Event::Investigated);
        }
        if self.management {
            for vm in 0..self.vms.len() {
                if matches!(self.vms[vm].state, VmState::Waiting) {
                    self.place(vm);
                }
            }
        }
    }

    /// Starts a VM in its own cluster, or in the next that takes it: this is how load leaves a lost cluster.
    fn place(&mut self, vm: usize) {
        let home = self.vms[vm].home;
        let clusters = (home..home + CLUSTERS).map(|cluster| cluster % CLUSTERS);
        let host = clusters.filter(|cluster| !self.lost[*cluster]).find_map(|cluster| self.free_host(cluster));
        if let Some(host) = host {
            self.start(vm, host);
        }
    }

    /// A person has looked at a condemned host, and found nothing.
    fn investigated(&mut self) {
        let Some(host) = self.hosts.iter().position(|host| host.state == HostState::Condemned) else { return };
        self.hosts[host].state = HostState::InService;
        self.lost[cluster_of(host)] = self.hosts_out_of_service(cluster_of(host)) >= THRESHOLD;
        self.schedule(self.now + INVESTIGATION, Event::Investigated);
    }

    // Bookkeeping.

    fn schedule(&mut self, at: UtcDateTime, event: Event) {
        self.queue.insert((at, self.scheduled), event);
        self.scheduled += 1;
    }

    fn start(&mut self, vm: usize, host: usize) {
        self.hosts[host].guests.push(vm);
        self.vms[vm].state = VmState::Starting { host, failures: 0 };
        self.vms[vm].starts += 1;
        self.boot(vm);
    }

    fn remove(&mut self, vm: usize) {
        if let VmState::Starting { host, .. } | VmState::Running { host, .. } = self.vms[vm].state {
            self.hosts[host].guests.retain(|guest| *guest != vm);
        }
        self.detach(vm);
    }

    /// Takes a VM from a host that has forgotten it. What was scheduled for its start is void.
    fn detach(&mut self, vm: usize) {
        self.vms[vm].state = VmState::Waiting;
        self.vms[vm].starts += 1;
    }

    /// The first host with room. Filling up one host after another is the mildest choice: it puts the fewest at risk.
    fn free_host(&self, cluster: usize) -> Option<usize> {
        hosts_of(cluster)
            .find(|host| self.hosts[*host].state == HostState::InService && self.hosts[*host].guests.len() < SLOTS)
    }

    fn hosts_out_of_service(&self, cluster: usize) -> usize {
        hosts_of(cluster).filter(|host| self.hosts[*host].state != HostState::InService).count()
    }

    /// Counts everything anew. A VM counts as what it says only where its host lists it and its certificate is valid.
    fn sample(&self) -> Sample {
        let hosts = |state| self.hosts.iter().filter(|host| host.state == state).count();
        let (mut running, mut starting, mut waiting) = (0, 0, 0);
        for (vm, Vm { state, .. }) in self.vms.iter().enumerate() {
            let is_on = |host: usize| self.hosts[host].guests.contains(&vm);
            match state {
                VmState::Running { host, certificate } if is_on(*host) && certificate.contains(self.now) => {
                    running += 1
                }
                VmState::Starting { host, .. } if is_on(*host) => starting += 1,
                VmState::Waiting => waiting += 1,
                VmState::Running { .. } | VmState::Starting { .. } => {}
            }
        }
        Sample {
            at: self.now,
            in_service: hosts(HostState::InService),
            condemned: hosts(HostState::Condemned),
            dead: hosts(HostState::Dead),
            clusters_lost: self.lost.iter().filter(|lost| **lost).count(),
            wanted: self.vms.len(),
            running,
            starting,
            waiting,
            guests: self.hosts.iter().map(|host| host.guests.len()).sum(),
            management: self.management,
        }
    }
}

fn hosts_of(cluster: usize) -> core::ops::Range<usize> {
    cluster * HOSTS_PER_CLUSTER..(cluster + 1) * HOSTS_PER_CLUSTER
}

fn cluster_of(host: usize) -> usize {
    host / HOSTS_PER_CLUSTER
}
