//! The address of a database, shown without its password.

use std::{fmt, path::PathBuf, str::FromStr};

/// An address that names neither a `SQLite` file nor a `PostgreSQL` database.
#[derive(Debug, thiserror::Error)]
#[error(
    "a database address starts with sqlite:// (sqlite://data/postura.db) or postgres:// (postgres://user@host/name)"
)]
pub struct AddressError;

/// Where the record is kept.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseAddress {
    /// A file.
    Sqlite(PathBuf),
    /// A database on a server, as a `postgres://` address.
    Postgres(String),
}

impl FromStr for DatabaseAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if let Some(path) = text.strip_prefix("sqlite://").filter(|path| !path.is_empty()) {
            Ok(Self::Sqlite(path.into()))
        } else if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Ok(Self::Postgres(text.to_owned()))
        } else {
            Err(AddressError)
        }
    }
}

impl fmt::Display for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(address) => f.write_str(&without_secrets(address)),
        }
    }
}

impl fmt::Debug for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Leaves out the password before the host and all parameters, which may hold one too.
fn without_secrets(address: &str) -> String {
    let address = address.split('?').next().unwrap_or_default();
    let Some((scheme, rest)) = address.split_once("://") else { return String::new() };
    match rest.rsplit_once('@') {
        Some((user, host)) => format!("{scheme}://{}@{host}", user.split(':').next().unwrap_or_default()),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_shows_a_password() {
        let address: DatabaseAddress =
            "postgres://postura:s3cret@db.example/postura?password=s3cret".parse().expect("an address");
        assert_eq!(
            format!("{address} {address:?}"),
            "postgres://postura@db.example/postura postgres://postura@db.example/postura"
        );
    }

    #[test]
    fn the_scheme_picks_the_database() {
        assert!(
            matches!("sqlite://data/postura.db".parse(), Ok(DatabaseAddress::Sqlite(path)) if path.as_os_str() == "data/postura.db")
        );
        assert!(matches!("postgresql://localhost/p".parse(), Ok(DatabaseAddress::Postgres(_))));
        for bad in ["", "sqlite://", "mysql://localhost/p", "data/postura.db"] {
            assert!(bad.parse::<DatabaseAddress>().is_err(), "{bad:?} was taken");
        }
    }
}
