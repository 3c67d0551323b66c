//! Whether the record can be written to. What fails because its disk is full or read-only turns the site into one that is
//! read only, until a try shows that it can be written to again; nothing has to be restarted.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use service::{Library, ports::StoreError};
use tokio::time::Instant;

/// How long what a try showed is believed, so that whoever asks often does not have the disk written to as often.
const BELIEVED: Duration = Duration::from_secs(2);

/// How long a try may take. Whoever is busy writing is no fault.
const LONGEST: Duration = Duration::from_millis(800);

/// What the writing of the record is known to do.
#[derive(Debug, Default)]
pub(super) struct Writer {
    state: Mutex<State>,
}

#[derive(Debug, Default, Clone, Copy)]
struct State {
    fails: bool,
    tried: Option<Instant>,
}

/// Marks an answer: nothing was stored, because the record can be read only.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReadOnly;

impl Writer {
    /// Whether it failed when it was last looked at.
    pub(super) fn fails(&self) -> bool {
        self.state().fails
    }

    /// Notes that it failed.
    pub(super) fn note_failure(&self) {
        let mut state = self.state();
        if !state.fails {
            tracing::error!("the record cannot be written to; it is read only until it can");
        }
        *state = State { fails: true, tried: Some(Instant::now()) };
    }

    /// Tries it, unless that was done just now; says whether it fails.
    pub(super) async fn try_it(&self, library: &Library) -> bool {
        let State { fails, tried } = *self.state();
        if tried.is_some_and(|tried| tried.elapsed() < BELIEVED) {
            return fails;
        }
        self.state().tried = Some(Instant::now());
        match tokio::time::timeout(LONGEST, library.try_writing()).await {
            Ok(Err(StoreError::NotWritable(error))) => {
                tracing::debug!(%error, "writing was tried");
                self.note_failure();
            }
            Ok(Ok(())) => {
                if std::mem::take(&mut self.state().fails) {
                    tracing::info!("the record can be written to again");
                }
            }
            // It was busy, or did not answer at all, which is said elsewhere.
            Ok(Err(_)) | Err(_) => {}
        }
        self.fails()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
