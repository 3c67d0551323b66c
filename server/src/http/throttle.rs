//! Slows down guessing: attempts are let through at a rate, for each address they come from, for each account from each
//! address, and for each account. Who is too fast waits or is asked to come again; nobody is locked out, and a browser that
//! somebody has signed in with before has a rate of its own, so that strangers who guess do not use it up (after OWASP,
//! Authentication Cheat Sheet, "Device cookies").
//!
//! What is kept is hashes under a key of this process, of bounded number, whatever is typed.

use std::{
    hash::{BuildHasher, Hash, RandomState},
    net::IpAddr,
    num::NonZeroU32,
    time::Duration,
};

use domain::UserId;
use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};
use service::ports::TokenHash;

use super::origin_of;

/// The longest that an attempt waits before it is let through; beyond, it is asked to come again.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// How many attempts are let through at once, and how long it takes until the next is.
type Rate = (u32, Duration);

/// For an address, over all accounts.
const ADDRESS: Rate = (20, Duration::from_secs(3));
/// For an account, from one address: ten, and then twenty an hour.
const PAIR: Rate = (10, Duration::from_mins(3));
/// For an account, from wherever nobody has signed in to it before.
const ACCOUNT: Rate = (20, Duration::from_mins(3));
/// For a browser that somebody has signed in with before.
const BROWSER: Rate = (10, Duration::from_secs(30));
/// For the second factor of somebody whose password is known: a million codes are not many.
const CODE: Rate = (5, Duration::from_mins(3));
/// For the password of somebody who is signed in.
const OWN_PASSWORD: Rate = (5, Duration::from_mins(3));

/// The most keys of a rate; beyond, who is new waits until others are forgotten.
const MOST: usize = 200_000;

/// One rate, by the hash of what it is for.
struct Limiter<C: Clock> {
    rate: RateLimiter<u64, HashMapStateStore<u64>, C, NoOpMiddleware<C::Instant>>,
    period: Duration,
    keys: RandomState,
    clock: C,
}

impl<C: Clock + Clone> Limiter<C> {
    fn new((burst, period): Rate, clock: C) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(period).expect("a period").allow_burst(burst);
        let rate = RateLimiter::hashmap_with_clock(quota, clock.clone());
        Self { rate, period, keys: RandomState::new(), clock }
    }

    /// How long an attempt is still to wait; none when it is let through, which counts it.
    fn wait(&self, key: impl Hash) -> Option<Duration> {
        if self.rate.len() >= MOST {
            self.rate.retain_recent();
            if self.rate.len() >= MOST {
                return Some(self.period);
            }
        }
        let not_yet = self.rate.check_key(&self.keys.hash_one(key)).err()?;
        Some(not_yet.wait_time_from(self.clock.now()))
    }

    /// Waits until an attempt may go on.
    async fn pass(&self, key: impl Hash + Copy) -> Result<(), TooFast> {
        let mut waited = Duration::ZERO;
        while let Some(wait) = self.wait(key) {
            if waited + wait > LONGEST_WAIT {
                return Err(TooFast(wait));
            }
            tokio::time::sleep(wait).await;
            waited += wait;
        }
        Ok(())
    }
}

/// The rates of attempts.
pub struct Throttle<C: Clock = MonotonicClock> {
    addresses: Limiter<C>,
    pairs: Limiter<C>,
    accounts: Limiter<C>,
    browsers: Limiter<C>,
    codes: Limiter<C>,
    own_passwords: Limiter<C>,
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
        let limiter = |rate| Limiter::new(rate, clock.clone());
        Self {
            addresses: limiter(ADDRESS),
            pairs: limiter(PAIR),
            accounts: limiter(ACCOUNT),
            browsers: limiter(BROWSER),
            codes: limiter(CODE),
            own_passwords: limiter(OWN_PASSWORD),
        }
    }

    /// Waits until somebody may try a password for an account; `account` is none where what was typed cannot be one.
    ///
    /// # Errors
    /// When that takes too long.
    pub async fn pass(&self, from: IpAddr, account: Option<&str>, browser: Option<&TokenHash>) -> Result<(), TooFast> {
        let from = origin_of(from);
        if let (Some(_), Some(browser)) = (account, browser) {
            return self.browsers.pass(&browser.0).await;
        }
        // First of all the attempts against one account from one place, so that they use up nothing else.
        if let Some(account) = account {
            self.pairs.pass((from, account)).await?;
        }
        self.addresses.pass(from).await?;
        match account {
            Some(account) => self.accounts.pass(account).await,
            None => Ok(()),
        }
    }

    /// Waits until somebody may try a code of the second factor of an account.
    ///
    /// # Errors
    /// When that takes too long.
    pub async fn pass_code(&self, user: UserId) -> Result<(), TooFast> {
        self.codes.pass(user.0).await
    }

    /// Waits until somebody who is signed in may try their own password.
    ///
    /// # Errors
    /// When that takes too long.
    pub async fn pass_own_password(&self, user: UserId) -> Result<(), TooFast> {
        self.own_passwords.pass(user.0).await
    }

    /// Forgets those who have not tried for a while.
    pub fn forget_old(&self) {
        for limiter in self.limiters() {
            limiter.rate.retain_recent();
        }
    }

    fn limiters(&self) -> [&Limiter<C>; 6] {
        [&self.addresses, &self.pairs, &self.accounts, &self.browsers, &self.codes, &self.own_passwords]
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use governor::clock::FakeRelativeClock;

    use super::*;

    const ANA: Option<&str> = Some("ana@example.org");

    fn address(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    fn throttle() -> (Throttle<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Throttle::new(clock.clone()), clock)
    }

    #[tokio::test(start_paused = true)]
    async fn one_address_has_ten_tries_at_an_account_and_then_twenty_an_hour() {
        let (throttle, clock) = throttle();
        for _ in 0..10 {
            assert_eq!(throttle.pass(address(1), ANA, None).await, Ok(()));
        }
        assert_eq!(throttle.pass(address(1), ANA, None).await, Err(TooFast(PAIR.1)));
        assert_eq!(throttle.pass(address(1), Some("other@example.org"), None).await, Ok(()), "another account");
        let mut let_through = 0;
        for _ in 0..60 {
            clock.advance(Duration::from_mins(1));
            let_through += usize::from(throttle.pass(address(1), ANA, None).await.is_ok());
        }
        assert_eq!(let_through, 20);
    }

    #[tokio::test(start_paused = true)]
    async fn strangers_who_guess_from_everywhere_do_not_keep_a_known_browser_out() {
        let (throttle, _) = throttle();
        for n in 0..100 {
            let _ = throttle.pass(address(n), ANA, None).await;
        }
        assert!(throttle.pass(address(200), ANA, None).await.is_err(), "a stranger from yet another address");
        let browser = TokenHash("a browser".to_owned());
        assert_eq!(throttle.pass(address(7), ANA, Some(&browser)).await, Ok(()));
        assert_eq!(throttle.pass_code(UserId(1)).await, Ok(()), "codes have a rate of their own");
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_is_slowed_down_over_all_accounts_and_a_network_is_one() {
        let (throttle, _) = throttle();
        for n in 0..20_u16 {
            let from: IpAddr = format!("2001:db8::{n:x}").parse().expect("an address");
            assert_eq!(throttle.pass(from, Some(&format!("user{n}@example.org")), None).await, Ok(()));
        }
        let from: IpAddr = "2001:db8::ffff".parse().expect("an address");
        // The throttle's clock stands still, so waiting does not help; the limit on it does.
        assert_eq!(throttle.pass(from, Some("one-more@example.org"), None).await, Err(TooFast(ADDRESS.1)));
        assert_eq!(throttle.pass(address(1), Some("one-more@example.org"), None).await, Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_not_tried_for_a_while_is_forgotten() {
        let (throttle, clock) = throttle();
        assert_eq!(throttle.pass(address(1), ANA, None).await, Ok(()));
        assert_eq!(throttle.pass(address(2), None, None).await, Ok(()));
        assert_eq!(throttle.pairs.rate.len() + throttle.accounts.rate.len(), 2, "what is no account is none");
        clock.advance(Duration::from_hours(2));
        throttle.forget_old();
        assert!(throttle.limiters().iter().all(|limiter| limiter.rate.is_empty()));
    }
}
