//! Catch panics without printing them, on this thread only, and leave the panic hook as it was.

use core::{fmt, mem};
use std::{
    any::Any,
    cell::{Cell, RefCell},
    io::{self, Write as _},
    marker::PhantomData,
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use crate::print::OneLine;

/// As long as it lives, what panics inside [`catch`](Silence::catch) on this thread is not printed.
pub(super) struct Silence {
    /// The silence is that of the thread on which it began.
    on_this_thread: PhantomData<*const ()>,
}

impl Silence {
    pub(super) fn begin() -> Self {
        let mut silenced = SILENCED.lock().unwrap_or_else(PoisonError::into_inner);
        // A panicking thread may not set the hook; what panics on it is printed.
        if silenced.before.is_none() && !thread::panicking() {
            let before: Arc<Hook> = Arc::new(panic::take_hook());
            silenced.before = Some(Arc::clone(&before));
            panic::set_hook(Box::new(move |info| {
                if CATCHING.get() && !ends_process(info) {
                    KEPT.set(Some(Caught::of(info)));
                    return;
                }
                // What nobody is left to report is printed after all.
                if CATCHING.get()
                    && let Some(kept) = KEPT.take()
                {
                    let _ = writeln!(io::stderr(), "{kept}");
                }
                before(info);
            }));
        }
        silenced.users += 1;
        Self { on_this_thread: PhantomData }
    }

    /// The result of `action`; its panic, if it panics.
    pub(super) fn catch<T>(&self, action: impl FnOnce() -> T) -> Result<T, Caught> {
        // A panic that an action before this one caught itself was kept.
        KEPT.set(None);
        let nested = CATCHING.replace(true);
        // What `action` has broken stays with the caller, who owns it and is told.
        let result = panic::catch_unwind(AssertUnwindSafe(action)).map_err(|payload| {
            let message = message(&*payload);
            // Another than the last that called the hook has come from elsewhere.
            let kept = KEPT.take().filter(|kept| kept.message == message);
            let caught = kept.unwrap_or_else(|| Caught { message: message.to_owned(), place: None });
            discard(payload);
            caught
        });
        CATCHING.set(nested);
        result
    }
}

/// A panic that was caught.
pub(super) struct Caught {
    pub(super) message: String,
    /// File and line, where they are known.
    pub(super) place: Option<String>,
}

impl Caught {
    fn of(info: &PanicHookInfo<'_>) -> Self {
        let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
        Self { message: message(info.payload()).to_owned(), place }
    }
}

impl fmt::Display for Caught {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", OneLine(&self.message))?;
        self.place.as_ref().map_or(Ok(()), |place| write!(f, ", at {}", OneLine(place)))
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        let mut silenced = SILENCED.lock().unwrap_or_else(PoisonError::into_inner);
        silenced.users -= 1;
        // Where this thread panics, the next silence to end puts the hook back.
        if silenced.users == 0
            && !thread::panicking()
            && let Some(before) = silenced.before.take()
        {
            // With the silent hook goes the other reference to the one from before.
            drop(panic::take_hook());
            panic::set_hook(Arc::try_unwrap(before).unwrap_or_else(|before| Box::new(move |info| before(info))));
        }
    }
}

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// How many silences there are, on all threads, and the hook as it was before the first.
struct Silenced {
    users: usize,
    before: Option<Arc<Hook>>,
}

static SILENCED: Mutex<Silenced> = Mutex::new(Silenced { users: 0, before: None });

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    /// The last panic of this thread that was not printed.
    static KEPT: RefCell<Option<Caught>> = const { RefCell::new(None) };
}

/// Whether the process ends with this panic.
///
/// That a panic does not unwind is not told in stable Rust, but those that never do are the standard library's own, and begin
/// so: in a destructor while another panic unwinds, in a function of another language, and for unsafe code gone wrong.
fn ends_process(info: &PanicHookInfo<'_>) -> bool {
    const NEVER_UNWIND: [&str; 4] = ["panic in a ", "unsafe precondition", "misaligned pointer", "null pointer"];
    cfg!(panic = "abort") || NEVER_UNWIND.iter().any(|text| message(info.payload()).starts_with(text))
}

/// Drops a payload, whose destructor may panic as well.
fn discard(payload: Box<dyn Any + Send>) {
    if let Err(another) = panic::catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        // It may be of the same kind, and so on without end: it is leaked.
        mem::forget(another);
    }
}

fn message(payload: &(dyn Any + Send)) -> &str {
    if let Some(message) = payload.downcast_ref::<&str>() {
        message
    } else if let Some(message) = payload.downcast_ref::<String>() {
        message
    } else {
        "a panic without a message"
    }
}
