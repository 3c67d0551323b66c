//! The live index against the one that looks at every statement: the same totals, counts, bars, lanes and pages in the
//! same order, for any filter, before and after any changes.
//!
//! `POSTURA_EXACT_STATEMENTS` and `POSTURA_EXACT_FILTERS` set how much is compared; without optimisation the scanning
//! index takes its time, so the suite compares less than `cargo xtask exactness` does.

use std::{collections::BTreeSet, sync::LazyLock};

use domain::{
    Cursor, Direction, Facet, ListQuery, PictureRequest, SearchResult, Slug, Span, StandingRequest, StatementId,
    TimeScale,
};
use proptest::{prelude::*, test_runner::Config};
use service::ports::StatementIndex;

use super::{
    super::{LiveIndex, ScanIndex},
    world::{Maker, Record, Step, any_entry, any_query, any_stakeholders, any_step, day, fill},
};

fn setting(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

fn statements() -> i64 {
    setting("POSTURA_EXACT_STATEMENTS", 600).into()
}

fn filters() -> Config {
    Config { max_shrink_iters: 200, ..Config::with_cases(setting("POSTURA_EXACT_FILTERS", 120)) }
}

fn record(maker: &mut Maker) -> Record {
    let entries = (1..=statements()).map(|id| (StatementId(id), maker.make(any_entry(id)))).collect();
    Record { entries, stakeholders: maker.make(any_stakeholders()) }
}

/// Both indexes over the same statements.
struct Pair {
    live: LiveIndex,
    scan: ScanIndex,
}

impl Pair {
    fn new(record: &Record) -> Self {
        let pair = Self { live: LiveIndex::default(), scan: ScanIndex::default() };
        let entries: Vec<_> = record.entries.values().cloned().collect();
        fill(&pair.live, entries.clone(), record.stakeholders.clone());
        fill(&pair.scan, entries, record.stakeholders.clone());
        pair
    }

    fn changed() -> Self {
        let mut maker = Maker::new();
        let mut record = record(&mut maker);
        let pair = Self::new(&record);
        let mut merges = 0;
        for _ in 0..1_000 {
            let step = maker.make(any_step(statements()));
            merges += u32::from(matches!(step, Step::MergeStakeholders(..) | Step::MergeTopics(..)));
            let change = record.take(step);
            pair.live.apply(change.clone());
            pair.scan.apply(change);
        }
        assert!(merges > 0, "nothing was merged");
        pair
    }

    /// Compares everything that can be asked with a query.
    fn compare(&self, query: &ListQuery, page_size: usize) -> Result<(), TestCaseError> {
        let (live, scan) = (self.live.view(&query.filter), self.scan.view(&query.filter));
        let whole = scan.list(query.sort, None, usize::MAX / 2);
        let first = live.list(query.sort, None, page_size);
        prop_assert_eq!(first.total, whole.total);
        prop_assert_eq!(first.stakeholders, whole.stakeholders);
        prop_assert_eq!(first.span, whole.span);
        prop_assert_eq!(&first.histogram, &whole.histogram);
        prop_assert_eq!(&first.facets, &whole.facets);
        self.compare_questions(query, &first)?;
        if let Some((from, to)) = whole.span.map(Span::days) {
            let moments = [query.filter.from, query.filter.to, Some(day(1_000))];
            let scale =
                TimeScale::covering(from, to, 42).cut_at(moments.into_iter().flatten(), page_size.is_multiple_of(2));
            let request =
                PictureRequest { group: query.group, scale, lanes: 10, by_stance: !page_size.is_multiple_of(3) };
            prop_assert_eq!(live.picture(&request), scan.picture(&request));
        }
        // How a word is written most may be told by statements that are gone.
        let beginning = ["m", "exp", "pr\u{ec}"][page_size % 3];
        let words = |index: &dyn StatementIndex| {
            let words = index.completions(&query.filter, beginning, usize::MAX).into_iter();
            words.map(|found| (found.word.to_lowercase(), found.statements)).collect::<BTreeSet<_>>()
        };
        prop_assert_eq!(words(&self.live), words(&self.scan));
        // Forth by the cursors alone to the end, and back again.
        let mut page = first;
        let mut at = 0;
        let mut last_cursor: Option<Cursor> = None;
        loop {
            let end = (at + page_size).min(whole.page.len());
            prop_assert_eq!(&page.page, &whole.page[at..end]);
            prop_assert_eq!(page.skipped, at as u64);
            prop_assert_eq!(page.next.is_some(), end < whole.page.len());
            prop_assert_eq!(page.previous.is_some(), at > 0 && !page.page.is_empty());
            at = end;
            let Some(next) = page.next.take() else { break };
            prop_assert_eq!(next.direction, Direction::Forward);
            page = live.list(query.sort, Some(&next), page_size);
            last_cursor = Some(next);
        }
        if last_cursor.is_some() {
            let mut start = at - page.page.len();
            while let Some(previous) = page.previous.take() {
                page = live.list(query.sort, Some(&previous), page_size);
                prop_assert_eq!(page.skipped as usize, start.saturating_sub(page_size));
                start = page.skipped as usize;
                let end = (start + page_size).min(whole.page.len());
                prop_assert_eq!(&page.page, &whole.page[start..end]);
            }
            prop_assert_eq!(start, 0);
        }
        Ok(())
    }
}

impl Pair {
    /// Compares what can be asked by itself, with the whole answer too.
    fn compare_questions(&self, query: &ListQuery, whole: &SearchResult) -> Result<(), TestCaseError> {
        let (live, scan) = (self.live.view(&query.filter), self.scan.view(&query.filter));
        prop_assert_eq!(live.total(), whole.total);
        prop_assert_eq!(scan.total(), whole.total);
        prop_assert_eq!((live.stakeholders(), scan.stakeholders()), (whole.stakeholders, whole.stakeholders));
        prop_assert_eq!(live.newest_dated(), scan.newest_dated());
        let recorded = live.days_of_recording();
        prop_assert_eq!(recorded.iter().map(|(_, count)| count).sum::<u64>(), whole.total);
        prop_assert_eq!(recorded, scan.days_of_recording());
        for facet in Facet::ALL {
            let counts = live.facets(&[*facet]);
            prop_assert!(counts.of(*facet).eq(whole.facets.of(*facet)), "{}", facet);
            prop_assert_eq!(&counts, &scan.facets(&[*facet]));
        }
        let positions = live.positions();
        prop_assert_eq!(&positions, &scan.positions());
        let topics: BTreeSet<&Slug> = positions.iter().map(|position| &position.topic).collect();
        for topic in topics {
            prop_assert_eq!(live.stances_on(topic), scan.stances_on(topic));
            let holders = live.holders(topic, 2);
            prop_assert_eq!(&holders, &scan.holders(topic, 2));
            let stances = positions.iter().filter(|position| position.topic == *topic).map(|position| position.stance);
            prop_assert!(holders.iter().map(|holders| holders.stance).eq(stances));
        }
        let ids: Vec<StatementId> = live.ids(query.sort).collect();
        prop_assert_eq!(&ids, &scan.ids(query.sort).collect::<Vec<_>>());
        prop_assert!(ids.starts_with(&whole.page) && ids.len() as u64 == whole.total);
        for newest_before in [None, Some(day(300))] {
            for most in [7, usize::MAX] {
                let request = StandingRequest { newest_before, most };
                prop_assert_eq!(live.standings(request), scan.standings(request));
            }
        }
        Ok(())
    }
}

static BUILT: LazyLock<Pair> = LazyLock::new(|| Pair::new(&record(&mut Maker::new())));
static CHANGED: LazyLock<Pair> = LazyLock::new(Pair::changed);

proptest! {
    #![proptest_config(filters())]

    #[test]
    fn a_built_index_is_exact((query, page_size) in any_query()) {
        BUILT.compare(&query, page_size)?;
    }

    #[test]
    fn a_changed_index_is_exact((query, page_size) in any_query()) {
        CHANGED.compare(&query, page_size)?;
    }
}
