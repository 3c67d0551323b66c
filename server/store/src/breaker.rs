//! A circuit breaker (Nygard, Release It!): while a database elsewhere does not answer nobody waits for it. Whoever waited
//! in vain has it tried beside the requests until it answers, once for all of them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// How long after an attempt in vain there is another.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// Whether a database is known not to answer.
#[derive(Default)]
pub(super) struct Breaker {
    open: AtomicBool,
    trying: AtomicBool,
}

impl Breaker {
    /// Whether there is no use in asking.
    pub(super) fn is_open(&self) -> bool {
        self.open.load(Ordering::Relaxed)
    }

    /// Has the database tried until it answers, unless that is under way. The breaker is open from the first attempt in
    /// vain to the first answer: whoever waited in vain may have done so for other reasons.
    pub(super) fn suspect<Attempt: Future<Output = bool> + Send>(
        self: &Arc<Self>,
        answers: impl Fn() -> Attempt + Send + Sync + 'static,
    ) {
        if self.trying.swap(true, Ordering::Relaxed) {
            return;
        }
        let breaker = Arc::clone(self);
        tokio::spawn(async move {
            while !answers().await {
                if !breaker.open.swap(true, Ordering::Relaxed) {
                    tracing::warn!("the database does not answer; until it does nobody waits for it");
                }
                tokio::time::sleep(TRY_AGAIN).await;
            }
            breaker.trying.store(false, Ordering::Relaxed);
            if breaker.open.swap(false, Ordering::Relaxed) {
                tracing::info!("the database answers again");
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_is_open_from_an_attempt_in_vain_to_an_answer_and_one_tries_for_all() {
        let breaker = Arc::new(Breaker::default());
        let attempts = Arc::new(AtomicUsize::new(0));
        for _ in 0..10 {
            let attempts = Arc::clone(&attempts);
            breaker.suspect(move || {
                let attempt = attempts.fetch_add(1, Ordering::Relaxed);
                async move { attempt == 3 }
            });
        }
        assert!(!breaker.is_open(), "nothing has been tried yet");
        tokio::time::sleep(TRY_AGAIN / 2).await;
        assert_eq!((breaker.is_open(), attempts.load(Ordering::Relaxed)), (true, 1));
        tokio::time::sleep(TRY_AGAIN * 2).await;
        assert_eq!((breaker.is_open(), attempts.load(Ordering::Relaxed)), (true, 3));
        tokio::time::sleep(TRY_AGAIN).await;
        assert_eq!((breaker.is_open(), attempts.load(Ordering::Relaxed)), (false, 4));
        breaker.suspect(|| async { false });
        tokio::time::sleep(TRY_AGAIN / 2).await;
        assert!(breaker.is_open(), "it is tried again when it is suspected again");
    }

    #[tokio::test(start_paused = true)]
    async fn a_database_that_is_only_slow_is_asked_on() {
        let breaker = Arc::new(Breaker::default());
        breaker.suspect(|| async { true });
        tokio::time::sleep(TRY_AGAIN).await;
        assert!(!breaker.is_open());
    }
}
