//! How long the record is waited for.

use std::time::Duration;

/// For whom the record is opened, and so how long it is waited for. A server gives up before its readers do: what it could
/// not store within their patience it must not store afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Readers and editors wait for an answer.
    Server,
    /// A command may take its time.
    Command,
}

impl Patience {
    /// How long somebody who writes waits for the writers of this process before them.
    pub(super) const fn turn(self) -> Duration {
        Duration::from_secs(match self {
            Self::Server => 15,
            Self::Command => 60,
        })
    }

    /// How long somebody who writes waits for other processes.
    pub(super) const fn lock(self) -> Duration {
        Duration::from_secs(match self {
            Self::Server => 5,
            Self::Command => 30,
        })
    }

    /// How long a connection to a database elsewhere is waited for.
    pub(super) const fn connection(self) -> Duration {
        Duration::from_secs(match self {
            Self::Server => 1,
            Self::Command => 10,
        })
    }

    /// How long a database elsewhere may take over one query; none for as long as it takes.
    pub(super) const fn query(self) -> Option<Duration> {
        match self {
            Self::Server => Some(Duration::from_secs(15)),
            Self::Command => None,
        }
    }
}
