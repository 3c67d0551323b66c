//! What passes a filter at one moment, looked at as a list and as a picture.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use domain::{
    Cursor, Facet, FacetCounts, Histogram, ListPage, Picture, PictureRequest, PlacedStanding, PositionCount,
    SearchResult, Slug, Sort, Span, StanceHolders, StandingRequest, StatementFilter, StatementId,
};
use service::ports::StatementView;

use super::{
    counts, generation::Generation, lanes, paging, plan::Plan, positions, segment::Segment, selection::Selection,
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
        let scores = (sort == Sort::Relevance).then(|| self.generation.scores(&self.plan));
        paging::page(&self.generation, &self.selections, scores.as_deref(), (sort, after), page_size)
    }

    fn ids(&self, sort: Sort) -> Box<dyn Iterator<Item = StatementId> + '_> {
        let scores = (sort == Sort::Relevance).then(|| self.generation.scores(&self.plan));
        paging::ids(&self.generation, &self.selections, scores, sort)
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
    fn histogram(&self) -> Option<Histogram> {
        self.span().map(|span| self.histogram_over(span.days()))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    fn picture(&self, request: &PictureRequest) -> Picture {
        lanes::picture(&self.generation, &self.selections, &self.plan, request)
    }
}
