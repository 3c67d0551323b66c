//! The cookie that carries a session's token.

use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use time::Duration as Age;

/// How long a browser remembers what it is known by; browsers allow no more (RFC 6265bis).
const BROWSER_AGE: Age = Age::days(400);

/// How the cookie is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookiePolicy {
    /// Readers come over https. The prefix makes browsers insist on it, and on this host alone.
    Https,
    /// Plain http on this machine only, to try things out; the name promises nothing.
    Loopback,
    /// Plain http from elsewhere: nobody can sign in, because anybody on the way could read the token.
    Never,
}

impl CookiePolicy {
    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Https => Some("__Host-postura"),
            Self::Loopback => Some("postura"),
            Self::Never => None,
        }
    }

    /// The token that a request shows.
    #[must_use]
    pub fn token(self, headers: &HeaderMap) -> Option<String> {
        Some(CookieJar::from_headers(headers).get(self.name()?)?.value().to_owned())
    }

    const fn browser_name(self) -> Option<&'static str> {
        match self {
            Self::Https => Some("__Host-postura-browser"),
            Self::Loopback => Some("postura-browser"),
            Self::Never => None,
        }
    }

    /// What a browser says it is known by.
    #[must_use]
    pub fn browser(self, headers: &HeaderMap) -> Option<String> {
        Some(CookieJar::from_headers(headers).get(self.browser_name()?)?.value().to_owned())
    }

    /// The header that sets what a browser is known by, for longer than a session.
    #[must_use]
    pub fn set_browser(self, token: &str) -> Option<HeaderValue> {
        let mut cookie = self.cookie(token)?;
        cookie.set_name(self.browser_name()?);
        cookie.set_max_age(BROWSER_AGE);
        HeaderValue::from_str(&cookie.to_string()).ok()
    }

    /// The header that sets a token. The browser forgets it when it is closed; the server, after its
    /// own limits.
    #[must_use]
    pub fn set(self, token: &str) -> Option<HeaderValue> {
        let cookie = self.cookie(token)?;
        HeaderValue::from_str(&cookie.to_string()).ok()
    }

    /// The header that takes the token away.
    #[must_use]
    pub fn clear(self) -> Option<HeaderValue> {
        let mut cookie = self.cookie("")?;
        cookie.make_removal();
        HeaderValue::from_str(&cookie.to_string()).ok()
    }

    fn cookie(self, token: &str) -> Option<Cookie<'_>> {
        let cookie = Cookie::build((self.name()?, token))
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self == Self::Https)
            .path("/");
        Some(cookie.build())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(policy: CookiePolicy) -> String {
        policy.set("abc").expect("a cookie").to_str().expect("text").to_owned()
    }

    #[test]
    fn over_https_it_is_bound_to_the_host() {
        let https = set(CookiePolicy::Https);
        for part in ["__Host-postura=abc", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(https.contains(part), "{https}");
        }
        assert!(!https.contains("Domain"), "{https}");
    }

    #[test]
    fn over_plain_http_it_promises_nothing_and_from_elsewhere_there_is_none() {
        let loopback = set(CookiePolicy::Loopback);
        assert!(loopback.starts_with("postura=abc") && !loopback.contains("Secure"), "{loopback}");
        assert_eq!(CookiePolicy::Never.set("abc"), None);
        let mut headers = HeaderMap::new();
        headers.insert("cookie", HeaderValue::from_static("postura=abc"));
        assert_eq!(CookiePolicy::Loopback.token(&headers).as_deref(), Some("abc"));
        assert_eq!(CookiePolicy::Https.token(&headers), None);
        assert_eq!(CookiePolicy::Never.token(&headers), None);
    }
}
