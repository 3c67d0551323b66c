//! Slows down guessing: attempts to sign in are let through at a rate, for each address they come from and
//! for each account they go to. Who is too fast waits; nobody is locked out.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};

/// The longest that an attempt waits before it is let through; beyond, it is asked to come again.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// How many attempts are let through at once, and how long it takes until the next is.
const PER_ADDRESS: (NonZeroU32, Duration) = (NonZeroU32::new(20).expect("not 0"), Duration::from_secs(3));
const PER_ACCOUNT: (NonZeroU32, Duration) = (NonZeroU32::new(5).expect("not 0"), Duration::from_secs(5));

type Limiter<K, C> = RateLimiter<K, HashMapStateStore<K>, C, NoOpMiddleware<<C as governor::clock::Clock>::Instant>>;

/// The rates of attempts.
pub struct Throttle<C: Clock = MonotonicClock> {
    addresses: Limiter<IpAddr, C>,
    accounts: Limiter<String, C>,
    clock: C,
}

/// Somebody has to come again after this long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooFast(pub Duration);

impl Default for Throttle {
    fn default() -> Self {
        Self::new(MonotonicClock)
    }
}

impl<C: Clock + Clone> Throttle<C> {
    fn new(clock: C) -> Self {
        let quota = |(burst, period)| Quota::with_period(period).expect("a period").allow_burst(burst);
        Self {
            addresses: RateLimiter::hashmap_with_clock(quota(PER_ADDRESS), clock.clone()),
            accounts: RateLimiter::hashmap_with_clock(quota(PER_ACCOUNT), clock.clone()),
            clock,
        }
    }

    /// How long an attempt is still to wait; none when it is let through, which counts it.
    fn wait(&self, address: IpAddr, account: &str) -> Option<Duration> {
        // Accounts first: the attempts of a whole network against one account must not use up its address.
        let account = account.trim().to_lowercase();
        let now = self.clock.now();
        if let Err(not_yet) = self.accounts.check_key(&account) {
            return Some(not_yet.wait_time_from(now));
        }
        self.addresses.check_key(&address).err().map(|not_yet| not_yet.wait_time_from(now))
    }

    /// Waits until an attempt may go on.
    ///
    /// # Errors
    /// When that takes too long.
    pub async fn pass(&self, address: IpAddr, account: &str) -> Result<(), TooFast> {
        let mut waited = Duration::ZERO;
        while let Some(wait) = self.wait(address, account) {
            if waited + wait > LONGEST_WAIT {
                return Err(TooFast(wait));
            }
            tokio::time::sleep(wait).await;
            waited += wait;
        }
        Ok(())
    }

    /// Forgets those who have not tried for a while.
    pub fn forget_old(&self) {
        self.addresses.retain_recent();
        self.accounts.retain_recent();
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use governor::clock::FakeRelativeClock;

    use super::*;

    fn address(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    #[test]
    fn an_account_is_tried_at_a_rate_from_wherever() {
        let clock = FakeRelativeClock::default();
        let throttle = Throttle::new(clock.clone());
        for n in 0..5 {
            assert_eq!(throttle.wait(address(n), "ana@example.org"), None);
        }
        assert_eq!(throttle.wait(address(9), " ANA@example.org"), Some(Duration::from_secs(5)));
        assert_eq!(throttle.wait(address(9), "other@example.org"), None, "another account is not slowed down");
        clock.advance(Duration::from_secs(5));
        assert_eq!(throttle.wait(address(9), "ana@example.org"), None);
        assert!(throttle.wait(address(9), "ana@example.org").is_some());
    }

    #[test]
    fn an_address_is_slowed_down_over_all_accounts() {
        let clock = FakeRelativeClock::default();
        let throttle = Throttle::new(clock.clone());
        for n in 0..20 {
            assert_eq!(throttle.wait(address(1), &format!("user{n}@example.org")), None);
        }
        assert_eq!(throttle.wait(address(1), "one-more@example.org"), Some(Duration::from_secs(3)));
        assert_eq!(throttle.wait(address(2), "yet-another@example.org"), None, "another address is not");
    }

    #[test]
    fn who_has_not_tried_for_a_while_is_forgotten() {
        let clock = FakeRelativeClock::default();
        let throttle = Throttle::new(clock.clone());
        assert_eq!(throttle.wait(address(1), "ana@example.org"), None);
        clock.advance(Duration::from_hours(1));
        throttle.forget_old();
        assert_eq!((throttle.accounts.len(), throttle.addresses.len()), (0, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn who_would_have_to_wait_too_long_is_told_how_long() {
        let throttle = Throttle::new(FakeRelativeClock::default());
        for n in 0..5 {
            throttle.pass(address(n), "ana@example.org").await.expect("let through");
        }
        // The throttle's clock stands still, so waiting does not help; the limit on it does.
        assert_eq!(throttle.pass(address(9), "ana@example.org").await, Err(TooFast(Duration::from_secs(5))));
    }
}
