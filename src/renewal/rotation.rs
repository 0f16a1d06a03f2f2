//! The credential in use, and its replacement.

use core::convert::Infallible;

use time::UtcDateTime;

use super::{Clocks, Held, Outcome, Plan, Refusal, Seed, View, Window, kept::Kept, wait::Waits};
use crate::{
    scope::{Scope, Scoped},
    validity::{Status, Validity},
};

/// The credential in use, and when and how to replace it.
///
/// ```text
///  taken                wanted      failed  failed     last chance   notAfter
///    |---- fresh ---------|--- due ---|-wait--|---wait----|--------------|-- expired
///                         attempt     degraded
/// ```
///
/// # What is taken
///
/// A replacement is taken if something is valid for longer with it than without it. Everything else is
/// [refused](super::Refusal), and a refused replacement changes nothing. There are three special cases:
///
/// - **It begins after now.** It is taken too, because the host's clock may be slow. It comes into use with its first second,
///   or at once if nothing else is valid.
/// - **Nothing is valid.** A replacement that has expired is taken if it ends later than the credential in use, because the
///   host's clock may be ahead.
/// - **You want the credential in use replaced**, with [`suggest`](Self::suggest) or [`renew_now`](Self::renew_now). Every
///   replacement that has not expired is taken.
///
/// If the two clocks disagree in this way, the outcome of a renewal [says by how much](super::Clocks).
///
/// # What is kept
///
/// A credential is never dropped while it is the only valid one for some second to come, up to 16 credentials. The last four
/// that were taken or in use are always kept, expired ones too, because a clock may be set back.
///
/// # The last chance
///
/// Shortly before nothing would be valid any more, an attempt is due whatever the wait. This last chance is the shortened
/// [first wait](super::Plan::back_off) before the last second: 30 to 60 s by default, less below 100 minutes. With
/// [`Plan::asked_every`] it is the last time that you ask. A fleet whose credentials end together is spread: of 100,000 hosts
/// about 3,200 in each second.
///
/// # An answer is learned from
///
/// A replacement that ends by Δ earlier than the credential in use shows that the issuer gives shorter lifetimes now. Until Δ
/// has passed, the same lifetime gives nothing better. So the next attempt is due then, or at the last chance. If Δ is shorter
/// than the ordinary wait, the ordinary wait holds.
///
/// # When the clock is wrong
///
/// - **Slow.** Your clock may be slow by less than the time that is left when renewal begins, without a gap. A clock that
///   becomes slow while a credential is in use may be wrong by half as much.
/// - **Wrong for a while.** When the clock is right again, the credential of the right time is still there, if at most three
///   were taken meanwhile.
/// - **Set.** A wait is an interval of the times that the clock shows, and a clock that leaves it ends the wait. So a clock
///   that is set causes at most one attempt each time. A clock that is set back within a wait prolongs it by less than its
///   length.
/// - **Alternating.** A clock that alternates between two times makes no more attempts than two hosts would. In the last
///   moments of a credential it makes at most one in each second.
///
/// # How often
///
/// - Ask at [`View::next_tick`], by the wall clock. If you ask only now and then, set [`Plan::asked_every`].
/// - Two attempts are at least a second apart. Exceptions: one was [asked for](Self::renew_now) or [offered](Self::offer) in
///   between, or the clock was set.
/// - A credential stays in use for at least 5 % of the time that it had left when it was taken. Exceptions: somebody asks for
///   less, or it lived for less than 20 s.
/// - However late an issuer wants a renewal, 5 % are left when it begins, unless the issuer gives nothing better until then. A
///   plan leaves as much as its [`Window`] leaves.
/// - If an issuer wants a credential replaced that it has just given, renewals back off as failures do, up to 10 % of the
///   lifetime.
#[derive(Clone, Debug)]
pub struct Rotation<C> {
    pub(super) kept: Kept<C>,
    pub(super) plan: Plan,
    pub(super) seed: Seed,
    pub(super) waits: Waits,
}

impl<C> Rotation<C> {
    /// Makes a rotation that uses `credential`, which was taken at the instant `taken`.
    ///
    /// - `validity` is the period in which the whole chain is valid: a leaf is of no use once its issuer has expired.
    /// - `taken` is now if the credential was minted just now. If you do not know it, pass notBefore: a backdated credential
    ///   may then be renewed too early. After a restart, use [`from_record`](Self::from_record), which knows it.
    /// - `seed` tells this certificate from the others of the fleet. See [`Seed`].
    pub fn new(credential: C, validity: Validity, taken: UtcDateTime, plan: Plan, seed: impl Into<Seed>) -> Self {
        Self {
            kept: Kept::new(Held::new(credential, validity, taken)),
            plan,
            seed: seed.into(),
            waits: Waits::default(),
        }
    }

    /// How the rotation looks at `now`: the credential in use, its state, and when it is due.
    pub fn at(&self, now: UtcDateTime) -> View<'_, C> {
        View::new(self, now)
    }

    /// Renews if a renewal is [due](View::is_due): calls `mint` with `now`, and takes the credential if it is
    /// [better](#what-is-taken).
    ///
    /// `mint` returns the credential and the period of its whole chain. If it panics, the panic goes on through this call, and the
    /// attempt counts as one that failed on this host.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, ProfileError, time::macros::utc_datetime};
    /// use notafter::renewal::{Outcome, Plan, RenewAt, Rotation};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
    /// let mut rotation = Rotation::new(
    ///     "first",
    ///     profile.validity(start)?,
    ///     start,
    ///     Plan::new(RenewAt::Ideal),
    ///     "host-17",
    /// );
    /// let due = rotation.at(start).due();
    /// let mint = |now| Ok::<_, ProfileError>(("second", profile.validity(now)?));
    /// assert!(matches!(rotation.attempt(start, mint), Outcome::NotDue { .. }));
    /// assert!(matches!(rotation.attempt(due, mint), Outcome::Renewed { .. }));
    /// assert_eq!(*rotation.at(due).current().credential(), "second");
    /// # Ok::<(), ProfileError>(())
    /// ```
    pub fn attempt<E: Scoped>(
        &mut self,
        now: UtcDateTime,
        mint: impl FnOnce(UtcDateTime) -> Result<(C, Validity), E>,
    ) -> Outcome<C, E> {
        self.kept.use_at(now, &self.plan);
        self.waits.see(now);
        self.end_alert(now);
        let view = self.at(now);
        if !view.is_due() {
            return Outcome::NotDue { due: view.due() };
        }
        let (terms, is_hurried) = (view.terms(), view.is_hurried());
        // It counts as a failure until it has succeeded: a mint that panics is not called again at once.
        self.waits.begin(terms.after_failure(&Scope::ThisHost));
        match mint(now) {
            Ok((credential, validity)) => match self.judge(now, &validity) {
                Ok(clocks) => {
                    let wait = self.take(terms, credential, validity, is_hurried);
                    self.waits.begin(wait);
                    Outcome::Renewed { clocks, due: self.at(now).due() }
                }
                Err(reason) => {
                    let wait =
                        if self.learn(terms, reason) { terms.after_lesson() } else { terms.after_failure(&reason) };
                    self.waits.begin(wait);
                    Outcome::Refused { reason, credential, due: self.at(now).due() }
                }
            },
            Err(error) => {
                self.waits.begin(terms.after_failure(&error));
                Outcome::Failed { scope: error.scope(), error, due: self.at(now).due() }
            }
        }
    }

    /// Offers a credential that is already there, from a file that another tool has written or from an order that has arrived.
    ///
    /// The credential is judged as in [`attempt`](Self::attempt), whether a renewal is due or not. It is refused if its period
    /// is kept already. A refusal counts as no failure and causes no wait, so you can offer a file whenever it has changed. A
    /// credential that is taken causes only the first wait. The outcome is [`Renewed`](Outcome::Renewed) or
    /// [`Refused`](Outcome::Refused).
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    /// use notafter::renewal::{Outcome, Plan, RenewAt, Rotation};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
    /// let mut rotation = Rotation::new(
    ///     "first",
    ///     profile.validity(start)?,
    ///     start,
    ///     Plan::new(RenewAt::Ideal),
    ///     "host-17",
    /// );
    ///
    /// // Another tool has replaced the file long before a renewal is due.
    /// let now = utc_datetime!(2026-01-10 00:00:00);
    /// assert!(matches!(
    ///     rotation.offer(now, "second", profile.validity(now)?),
    ///     Outcome::Renewed { .. }
    /// ));
    /// // The file is as it was.
    /// assert!(matches!(
    ///     rotation.offer(now, "second", profile.validity(now)?),
    ///     Outcome::Refused { .. }
    /// ));
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    pub fn offer(&mut self, now: UtcDateTime, credential: C, validity: Validity) -> Outcome<C, Infallible> {
        self.kept.use_at(now, &self.plan);
        let not_after = validity.not_after();
        let judged = match self.judge(now, &validity) {
            // It is there already, and does not replace itself.
            Ok(_) if self.kept.has(&validity) => Err(Refusal::EndsNoLater { not_after, covered_until: not_after }),
            judged => judged,
        };
        self.take_offered(now, credential, validity, judged)
    }

    /// Replaces the credential in use with another that you or its owner chose, even if the other ends no later.
    ///
    /// Use it for a changed file: its owner added names or exchanged the key, and the issuer kept the end. It is
    /// [`renew_now`](Self::renew_now) and [`offer`](Self::offer) in one call. Only a credential that has expired is refused,
    /// and then nothing changes. The replaced credential is used again if nothing else is valid.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    /// use notafter::renewal::{Outcome, Plan, RenewAt, Rotation};
    ///
    /// let (start, plan) = (utc_datetime!(2026-01-01 00:00:00), Plan::new(RenewAt::Ideal));
    /// let validity = Profile::new(Lifetime::days(90)).validity(start)?;
    /// let mut rotation = Rotation::new("leaked", validity, start, plan, "host-17");
    ///
    /// // Issued again with another key, and with the same period.
    /// let now = utc_datetime!(2026-01-10 00:00:00);
    /// assert!(matches!(rotation.replace(now, "safe", validity), Outcome::Renewed { .. }));
    /// assert_eq!(*rotation.at(now).current().credential(), "safe");
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    pub fn replace(&mut self, now: UtcDateTime, credential: C, validity: Validity) -> Outcome<C, Infallible> {
        self.kept.use_at(now, &self.plan);
        if !matches!(validity.status(now), Status::Expired { .. }) {
            self.kept.supersede_all();
        }
        let judged = self.judge(now, &validity);
        self.take_offered(now, credential, validity, judged)
    }

    /// Takes an offered credential, if it was judged well.
    fn take_offered(
        &mut self,
        now: UtcDateTime,
        credential: C,
        validity: Validity,
        judged: Result<Clocks, Refusal>,
    ) -> Outcome<C, Infallible> {
        match judged {
            Ok(clocks) => {
                let wait = self.at(now).terms().after_offer();
                self.keep(now, credential, validity);
                self.waits.begin(wait);
                Outcome::Renewed { clocks, due: self.at(now).due() }
            }
            Err(reason) => Outcome::Refused { reason, credential, due: self.at(now).due() },
        }
    }

    /// Renews the credential with the period `certificate` in the window that its issuer suggests, instead of the plan's
    /// window.
    ///
    /// The window is `suggestedWindow` of [RFC 9773 section 4.2](https://www.rfc-editor.org/rfc/rfc9773#section-4.2). Pass on
    /// each answer, with the period of the certificate that you asked about. An answer about a certificate that is not kept is
    /// ignored. [`ask_again`](super::ask_again) says when to ask again, and [`CertificateId`](super::CertificateId) names the
    /// certificate to the issuer.
    ///
    /// - `certificate` is the period that you gave to this rotation: the period of the whole chain. It identifies the
    ///   credential, because of two credentials with the same period only the last is kept.
    /// - A window that is past means now. The wait after an attempt still holds.
    /// - However late a window is, 5 % of the time are left when renewal begins.
    /// - From the suggested instant on, a replacement is taken even if it ends no later: the issuer may have shortened its
    ///   lifetimes. The replaced credential is kept, and used only if nothing else is valid, or has not
    ///   [settled](super::Plan::settle).
    /// - `None` sets the window of the plan again, and so does an [invalid](Window::from_suggested) answer.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, time::macros::utc_datetime};
    /// use notafter::renewal::{Plan, RenewAt, Rotation, Window};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
    /// let mut rotation = Rotation::new(
    ///     "first",
    ///     profile.validity(start)?,
    ///     start,
    ///     Plan::new(RenewAt::Ideal),
    ///     "host-17",
    /// );
    ///
    /// // The issuer is about to revoke it: its window is past.
    /// let now = utc_datetime!(2026-01-10 00:00:00);
    /// let window = Window::from_suggested(
    ///     utc_datetime!(2026-01-08 00:00:00),
    ///     utc_datetime!(2026-01-09 00:00:00),
    /// );
    /// let certificate = rotation.at(now).current().validity();
    /// rotation.suggest(now, &certificate, window);
    /// assert!(rotation.at(now).is_due());
    /// # Ok::<(), notafter::ProfileError>(())
    /// ```
    pub fn suggest(&mut self, now: UtcDateTime, certificate: &Validity, window: Option<Window>) {
        // requirement: RFC 9773 §4.2 by-window
        // requirement: RFC 9773 §4.2 algorithm
        let seed = self.seed;
        if let Some(held) = self.kept.find(certificate) {
            held.suggest(window, seed);
        }
        self.end_alert(now);
    }

    /// Makes a renewal due now, whatever the age of the credentials, for example because names changed or a key is no longer to
    /// be used.
    ///
    /// The wait after the last attempt is over, and the next [`attempt`](Self::attempt) mints. A replacement is taken even if
    /// it ends no later. The credential in use stays in use until then, and until the new one has
    /// [settled](super::Plan::settle). It is used again if nothing else is valid. If a key has leaked, offer no credential that
    /// is older than the leak.
    ///
    /// # Examples
    ///
    /// ```
    /// use notafter::{Lifetime, Profile, ProfileError, time::macros::utc_datetime};
    /// use notafter::renewal::{Outcome, Plan, RenewAt, Rotation};
    ///
    /// let (profile, start) = (Profile::new(Lifetime::days(90)), utc_datetime!(2026-01-01 00:00:00));
    /// let mut rotation = Rotation::new(
    ///     "api",
    ///     profile.validity(start)?,
    ///     start,
    ///     Plan::new(RenewAt::Ideal),
    ///     "host-17",
    /// );
    ///
    /// let now = utc_datetime!(2026-01-10 00:00:00);
    /// rotation.renew_now(now);
    /// let outcome = rotation
    ///     .attempt(now, |now| Ok::<_, ProfileError>(("api, metrics", profile.validity(now)?)));
    /// assert!(matches!(outcome, Outcome::Renewed { .. }));
    /// # Ok::<(), ProfileError>(())
    /// ```
    pub fn renew_now(&mut self, now: UtcDateTime) {
        self.kept.replace_all();
        self.waits.end(now);
    }

    /// Ends an alert if nothing is wanted any more.
    fn end_alert(&mut self, now: UtcDateTime) {
        if self.at(now).wanted() > now {
            self.waits.forget_failures(now);
        }
    }
}
