//! Catch panics without printing them, on this thread only, and leave the panic hook as it was.

use std::{
    any::Any,
    cell::{Cell, RefCell},
    marker::PhantomData,
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

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
                if CATCHING.get() {
                    PLACE.set(info.location().map(|place| format!("{}:{}", place.file(), place.line())));
                } else {
                    before(info);
                }
            }));
        }
        silenced.users += 1;
        Self { on_this_thread: PhantomData }
    }

    /// The result of `action`; its message and place, if it panics.
    pub(super) fn catch<T>(&self, action: impl FnOnce() -> T) -> Result<T, String> {
        // A panic that an action before this one caught itself has left its place.
        PLACE.set(None);
        let nested = CATCHING.replace(true);
        // What `action` has broken stays with the caller, who owns it and is told.
        let result = panic::catch_unwind(AssertUnwindSafe(action));
        CATCHING.set(nested);
        result.map_err(|payload| match (message(&*payload), PLACE.take()) {
            (message, Some(place)) => format!("{message}, at {place}"),
            (message, None) => message.to_owned(),
        })
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
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
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
