//! What passes a filter at one moment, looked at as a list and as a picture.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Datelike, NaiveDate};
use domain::{
    Cursor, DatePrecision, Facet, FacetCounts, Histogram, ListPage, Picture, PictureRequest, PlacedStanding,
    PositionCount, SearchResult, Slug, Sort, Span, StanceHolders, StanceTaken, StandingRequest, StatementFilter,
    StatementId,
};
use service::ports::StatementView;

use super::{
    counts,
    generation::{Generation, Scores},
    lanes, paging,
    plan::Plan,
    positions,
    segment::Segment,
    selection::Selection,
    standings,
};

/// What passes a filter.
pub(super) struct View {
    generation: Arc<Generation>,
    plan: Plan,
    /// What passes in each segment.
    selections: Vec<Selection>,
}

impl View {
    pub(super) fn new(generation: Arc<Generation>, filter: &StatementFilter) -> Self {
        let plan = Plan::new(filter, &generation.dictionary, &generation.stakeholders);
        let selections = generation.parts().map(|(segment, live)| Selection::new(segment, &live, &plan)).collect();
        Self { generation, plan, selections }
    }

    pub(super) fn segments(&self) -> impl Iterator<Item = (&Segment, &Selection)> {
        self.generation.segments().zip(&self.selections)
    }

    /// What a list is in the order of before days and numbers, if there is such a thing.
    fn scores(&self, sort: Sort) -> Option<Vec<Scores>> {
        match sort {
            Sort::Newest | Sort::Oldest => None,
            Sort::Relevance => Some(self.generation.scores(&self.plan)),
            Sort::Added => Some(self.generation.days_of_recording()),
        }
    }

    fn histogram_over(&self, (first, last): (NaiveDate, NaiveDate)) -> Histogram {
        let mut histogram = Histogram::between(first, last);
        for bar in &mut histogram.bars {
            let days = bar.first.num_days_from_ce()..bar.last.num_days_from_ce() + 1;
            let counts = self.segments().map(|(s, selection)| selection.passing.count_in(s.days.rows(&days)));
            bar.count = counts.sum();
        }
        histogram
    }
}

impl StatementView for View {
    #[tracing::instrument(level = "debug", skip_all)]
    fn with_filter(&self, filter: &StatementFilter) -> Box<dyn StatementView> {
        Box::new(Self::new(Arc::clone(&self.generation), filter))
    }

    fn total(&self) -> u64 {
        self.selections.iter().map(|selection| selection.passing.count()).sum()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn page(&self, sort: Sort, after: Option<&Cursor>, page_size: usize) -> ListPage {
        let scores = self.scores(sort);
        paging::page(&self.generation, &self.selections, scores.as_deref(), (sort, after), page_size)
    }

    fn ids(&self, sort: Sort) -> Box<dyn Iterator<Item = StatementId> + '_> {
        paging::ids(&self.generation, &self.selections, self.scores(sort), sort)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn days_of_recording(&self) -> Vec<(NaiveDate, u64)> {
        let mut days: BTreeMap<i32, u64> = BTreeMap::new();
        for (segment, selection) in self.segments() {
            let recorded = &segment.columns.recorded;
            // Whole files are recorded on one day, and often stand side by side.
            let mut same: (i32, u64) = (i32::MIN, 0);
            selection.passing.each(|row| {
                if recorded[row] == same.0 {
                    same.1 += 1;
                } else {
                    *days.entry(same.0).or_default() += same.1;
                    same = (recorded[row], 1);
                }
            });
            *days.entry(same.0).or_default() += same.1;
        }
        let counted = days.into_iter().rev().filter(|(_, count)| *count > 0);
        counted.filter_map(|(day, count)| Some((NaiveDate::from_num_days_from_ce_opt(day)?, count))).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn standings(&self, request: StandingRequest) -> Vec<PlacedStanding> {
        standings::standings(&self.generation, &self.selections, request)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn facets(&self, wanted: &[Facet]) -> FacetCounts {
        counts::count(&self.generation, &self.selections, &self.plan, wanted).facets
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn positions(&self) -> Vec<PositionCount> {
        positions::count(&self.generation, &self.selections)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn holders(&self, topic: &Slug, most: usize) -> Vec<StanceHolders> {
        positions::holders(&self.generation, &self.selections, &self.plan, topic, most)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn stances_on(&self, topic: &Slug) -> Vec<StanceTaken> {
        positions::stances_on(&self.generation, &self.selections, topic)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn list(&self, sort: Sort, after: Option<&Cursor>, page_size: usize) -> SearchResult {
        let counted = counts::count(&self.generation, &self.selections, &self.plan, Facet::ALL);
        let page = self.page(sort, after, page_size);
        let span = self.span();
        SearchResult {
            total: page.total,
            stakeholders: counted.stakeholders,
            span,
            histogram: span.map(|span| self.histogram_over(span.days())),
            skipped: page.skipped,
            previous: page.previous,
            next: page.next,
            page: page.ids,
            facets: counted.facets,
        }
    }

    fn span(&self) -> Option<Span> {
        let spans = self.segments().filter_map(|(segment, selection)| {
            let (first, last) = (selection.passing.first()?, selection.passing.last()?);
            Some(Span { first: segment.columns.possible_days(first)?, last: segment.columns.possible_days(last)? })
        });
        spans.reduce(Span::with)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn stakeholders(&self) -> u64 {
        let mut counts = vec![0; self.generation.dictionary.stakeholders.slugs().len()];
        for (segment, selection) in self.segments() {
            counts::count_stakeholders(segment, &selection.passing, &mut counts);
        }
        counts.iter().filter(|count| **count > 0).count() as u64
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn newest_dated(&self) -> Option<NaiveDate> {
        let newest = self.segments().filter_map(|(segment, selection)| {
            let days = |row| segment.columns.possible_days(row);
            let mut rows = selection.passing.downwards(segment.rows()).filter_map(days);
            rows.find(|days| days.precision == DatePrecision::Day).map(|days| days.latest)
        });
        newest.max()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn histogram(&self) -> Option<Histogram> {
        self.span().map(|span| self.histogram_over(span.days()))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn picture(&self, request: &PictureRequest) -> Picture {
        lanes::picture(&self.generation, &self.selections, &self.plan, request)
    }
}
