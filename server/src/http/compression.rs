//! Which compression is agreed on with a reader.

use axum::http::{HeaderMap, HeaderValue, header};

/// How an answer is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Compression {
    Brotli,
    Gzip,
    None,
}

impl Compression {
    /// The best one that a reader takes (RFC 9110, section 12.5.3).
    pub(super) fn agreed(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
        let taken: Vec<(String, f32)> = lines
            .flat_map(|line| line.split(','))
            .map(|part| {
                let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
                let weight = parameters.split_once('=').and_then(|(_, weight)| weight.trim().parse().ok());
                (name.trim().to_ascii_lowercase(), weight.unwrap_or(1.0))
            })
            .collect();
        let weight = |name: &str| {
            let of = |name: &str| taken.iter().find(|(other, _)| other == name).map(|(_, weight)| *weight);
            of(name).or_else(|| of("*")).unwrap_or(0.0)
        };
        match (weight("br"), weight("gzip")) {
            (brotli, gzip) if brotli > 0.0 && brotli >= gzip => Self::Brotli,
            (_, gzip) if gzip > 0.0 => Self::Gzip,
            _ => Self::None,
        }
    }

    /// What HTTP calls it, in what is asked and in what is answered.
    pub(super) const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::None => "identity",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_three_ways_to_compress_however_many_there_are_to_ask() {
        for (asked, agreed) in [
            ("br", Compression::Brotli),
            ("gzip, deflate, br, zstd", Compression::Brotli),
            ("gzip;q=1.0, br;q=0.5", Compression::Gzip),
            ("br;q=0.000, gzip", Compression::Gzip),
            ("*", Compression::Brotli),
            ("*;q=0", Compression::None),
            ("identity", Compression::None),
            ("", Compression::None),
            ("x-made-up-1234", Compression::None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(asked));
            assert_eq!(Compression::agreed(&headers), agreed, "{asked}");
        }
        assert_eq!(Compression::agreed(&HeaderMap::new()), Compression::None);
    }
}
