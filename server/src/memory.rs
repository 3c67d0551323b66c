//! How much memory may go into what is kept to be quick, and how many are served at once, where the process is to get by
//! with little. The index and what single requests take are not in it: the first is as large as the record, and the second
//! is bounded by the kinds of routes.

/// A mebibyte.
const MIB: u64 = 1024 * 1024;

/// What a connection may hold while its answer is made and sent: a large page, plain and compressed.
const CONNECTION: u64 = MIB / 2;

/// The most connections at a time, with all the memory there is; more wait in the system's queue.
const MOST_CONNECTIONS: u64 = 1_024;

/// The fewest, with however little.
const FEWEST_CONNECTIONS: u64 = 64;

/// How many bytes of statements that were shown lately are kept, with all the memory there is.
const STATEMENTS: u64 = 16 * MIB;

/// Shares of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryBudget {
    /// Bytes for pages that are kept.
    pub pages: u64,
    /// Bytes for statements that are kept.
    pub statements: u64,
    /// Connections at a time.
    pub connections: usize,
}

impl MemoryBudget {
    /// The shares of a limit in MiB, with so many MiB for pages if there is room for them. Pages get an eighth at the most,
    /// statements a sixteenth, connections a half.
    #[must_use]
    pub fn new(limit: Option<u64>, pages: u64) -> Self {
        let limit = limit.map_or(u64::MAX, |limit| limit.saturating_mul(MIB));
        let connections = (limit / 2 / CONNECTION).clamp(FEWEST_CONNECTIONS, MOST_CONNECTIONS);
        Self {
            pages: pages.saturating_mul(MIB).min(limit / 8),
            statements: STATEMENTS.min(limit / 16),
            connections: usize::try_from(connections).unwrap_or(usize::MAX),
        }
    }
}

impl Default for MemoryBudget {
    /// Without a limit.
    fn default() -> Self {
        Self::new(None, 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_never_come_to_more_than_the_limit() {
        let all = MemoryBudget::default();
        assert_eq!((all.pages, all.statements, all.connections), (32 * MIB, 16 * MIB, 1_024));
        for limit in [64, 128, 256, 1_024] {
            let budget = MemoryBudget::new(Some(limit), 512);
            let taken = budget.pages + budget.statements + budget.connections as u64 * CONNECTION;
            assert!(taken <= limit * MIB, "{limit}: {budget:?}");
        }
        assert_eq!(MemoryBudget::new(Some(256), 16).pages, 16 * MIB, "what was asked for is not raised");
        assert_eq!(MemoryBudget::new(Some(0), 32).connections, 64, "somebody is served");
    }
}
