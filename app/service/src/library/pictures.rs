//! Pictures of lists: which time is looked at, how it is cut, and what is drawn.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use domain::{
    Catalogue, DayRange, Facet, FacetCounts, Group, Histogram, Lanes, ListQuery, Milestone, MilestoneKind, Picture,
    PictureRequest, PositionCount, SearchResult, Span, Stance, StatementFilter, TimeScale, review_cycle_start,
};

use super::Library;
use crate::ports::StatementView;

/// Most bins of the picture, and of one of columns in more lanes than it usually has: it would weigh too much, and be read as a
/// whole.
const BINS: usize = 42;
const FEW_BINS: usize = 14;

/// Most lanes of the picture, of a small one on the page of something, of one with all, and of one with all in columns: page and
/// picture weigh at most 60 kB then.
pub(super) const LANES: usize = 10;
pub(super) const FEW_LANES: usize = 6;
const ALL_LANES: usize = 120;
const ALL_COLUMNS: usize = 65;

/// A picture of the review's cycle with fewer statements than this says too little: it is of the whole time then.
const FEWEST_IN_CYCLE: u64 = 3;

/// How far ahead of the last statement the picture reaches for the next joint review.
const LOOK_AHEAD: Months = Months::new(15);

/// A list with fewer statements than this is read faster than a picture of it.
pub(super) const FEWEST_IN_FIGURE: u64 = 3;

/// The picture of a list.
pub struct TimelinePicture {
    /// The list that is drawn: the one that is shown, or what it has in the review's cycle.
    pub query: ListQuery,
    /// How time is cut.
    pub scale: TimeScale,
    /// The lanes.
    pub picture: Picture,
    /// How many statements of the list that is shown were made before.
    pub earlier: u64,
    /// The statements of the list over all time, whatever its dates.
    pub overview: Histogram,
}

/// A picture that stands by itself: of a list that is somewhere else.
pub struct Figure {
    /// The list.
    pub query: ListQuery,
    /// Its counts.
    pub result: SearchResult,
    /// The time that is looked at.
    pub time: ShownTime,
    /// The picture.
    pub picture: TimelinePicture,
}

/// The time that a timeline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownTime {
    /// The days that are drawn.
    pub drawn: DayRange,
    /// All days there are.
    pub whole: DayRange,
    /// The cycle of the review, which is drawn as long as the filter has no dates; `None` where that would be the whole time.
    pub cycle: Option<DayRange>,
}

/// What a list has over all time, whatever its dates.
struct OverAllTime {
    /// The days that a picture of all of it has.
    days: DayRange,
    histogram: Histogram,
}

/// What is drawn: of which statements, as what, over which time.
struct Sitter<'a> {
    view: &'a dyn StatementView,
    query: &'a ListQuery,
    /// On how many topics the statements are, where that is asked for.
    topics: usize,
    /// How many lanes there are at most, unless all are asked for.
    lanes: usize,
    days: DayRange,
    /// The days that no stretch of time reaches across.
    moments: Vec<NaiveDate>,
}

impl Sitter<'_> {
    /// The time in at most so many stretches, and some more for the moments, which are `alone` or not.
    fn scale(&self, bins: usize, alone: bool) -> TimeScale {
        let filter = &self.query.filter;
        let scale = TimeScale::covering(self.days.first, self.days.last, bins);
        scale.within(filter.from, filter.last_day()).cut_at(self.moments.iter().copied(), alone)
    }

    /// The picture. Stances are told apart where every lane is about one proposition: otherwise somebody would stand on
    /// both sides for one view.
    fn picture(&self) -> (TimeScale, Picture) {
        let group = self.query.group;
        let by_stance = group == Group::Topic || self.topics == 1;
        let lanes = match self.query.lanes {
            Lanes::Busiest => self.lanes,
            Lanes::All => ALL_LANES,
        };
        let request = PictureRequest { group, scale: self.scale(BINS, true), lanes, by_stance };
        let picture = self.view.picture(&request);
        if !picture.is_crowded() {
            return (request.scale, picture);
        }
        // Columns take the place of too many marks. A day of its own would be too narrow to see: there a moment begins its
        // stretch.
        if picture.lanes.len() > LANES {
            let request = PictureRequest { scale: self.scale(FEW_BINS, false), lanes: ALL_COLUMNS, ..request.clone() };
            let coarser = self.view.picture(&request);
            if coarser.is_crowded() {
                return (request.scale, coarser);
            }
        }
        let joined = self.scale(BINS, false);
        let picture = picture.joined(&request.scale, &joined);
        (joined, picture)
    }
}

impl Library {
    /// The picture of a list, without its statements; `None` where there are fewer than it takes. Of the counts it has only the
    /// stances, and the topics if they are handed in: all of them would cost more than the picture.
    #[must_use]
    #[tracing::instrument(level = "debug", skip_all)]
    pub fn figure(&self, query: &ListQuery, fewest: u64, topics: Option<&FacetCounts>) -> Option<Figure> {
        let view = self.view(&query.filter);
        if view.total() < fewest {
            return None;
        }
        self.figure_of(query, view.as_ref(), (&view.positions(), topics), LANES)
    }

    /// The same of a list that a page asks for more already: `view` is that of the list's filter, and `positions` are those
    /// that are taken in it. However few statements there are, and with so many lanes at most.
    pub(super) fn figure_of(
        &self,
        query: &ListQuery,
        view: &dyn StatementView,
        (positions, topics): (&[PositionCount], Option<&FacetCounts>),
        lanes: usize,
    ) -> Option<Figure> {
        let catalogue = self.catalogue();
        let result = SearchResult {
            total: view.total(),
            stakeholders: view.stakeholders(),
            span: view.span(),
            histogram: view.histogram(),
            facets: self.counts_of_figure(&query.filter, positions, topics),
            ..SearchResult::default()
        };
        let (time, picture) = self.time_and_picture(query, view, (&result, lanes), &catalogue);
        Some(Figure { query: query.clone(), time: time?, picture: picture?, result })
    }

    /// How many statements take each stance on what is asked for, with the counts of topics.
    fn counts_of_figure(
        &self,
        filter: &StatementFilter,
        positions: &[PositionCount],
        topics: Option<&FacetCounts>,
    ) -> FacetCounts {
        let asked = self.widened(filter);
        let mut stances: BTreeMap<Stance, u64> = BTreeMap::new();
        for position in positions.iter().filter(|position| asked.takes_position(&position.topic, position.stance)) {
            *stances.entry(position.stance).or_default() += position.statements;
        }
        let stances = stances.iter().map(|(stance, count)| (stance.code(), *count)).collect();
        let topics = topics.map(|counts| (Facet::Topic, counts.of(Facet::Topic).collect()));
        FacetCounts::new([(Facet::Stance, stances)].into_iter().chain(topics))
    }

    /// The time that a list is looked at over, when anything is on record, and its picture, when there is something to draw.
    pub(super) fn time_and_picture(
        &self,
        query: &ListQuery,
        view: &dyn StatementView,
        (result, lanes): (&SearchResult, usize),
        catalogue: &Catalogue,
    ) -> (Option<ShownTime>, Option<TimelinePicture>) {
        let over_all_time = self.over_all_time(&query.filter, view, result, catalogue);
        let time = over_all_time.as_ref().map(|all| self.time_shown(&query.filter, result.span, all, catalogue));
        let drawn = time.zip(over_all_time).filter(|_| result.total > 0);
        let picture = drawn.map(|(time, all)| self.picture(query, view, (time, all.histogram), lanes, catalogue));
        (time, picture)
    }

    /// What a filter would leave without its dates, or all there is where that is nothing; `None` where nothing is on record.
    fn over_all_time(
        &self,
        filter: &StatementFilter,
        view: &dyn StatementView,
        result: &SearchResult,
        catalogue: &Catalogue,
    ) -> Option<OverAllTime> {
        let undated = StatementFilter { from: None, to: None, ..filter.clone() };
        if undated == *filter {
            let (span, histogram) = (result.span?, result.histogram.clone()?);
            return Some(OverAllTime { days: self.days_to_draw(filter, span.days(), catalogue), histogram });
        }
        let of = |filter: StatementFilter| {
            let view = view.with_filter(&self.widened(&filter));
            let (span, histogram) = (view.span()?, view.histogram()?);
            Some(OverAllTime { days: self.days_to_draw(&filter, span.days(), catalogue), histogram })
        };
        let all = StatementFilter { as_of: filter.as_of, ..StatementFilter::default() };
        of(undated).or_else(|| of(all))
    }

    /// The picture of a list, and of its statements over all time.
    fn picture(
        &self,
        query: &ListQuery,
        view: &dyn StatementView,
        (time, overview): (ShownTime, Histogram),
        lanes: usize,
        catalogue: &Catalogue,
    ) -> TimelinePicture {
        let moments = catalogue.milestones.iter().filter_map(Milestone::drawn_day).chain([self.today()]).collect();
        let mut drawn = query.at(None);
        if !query.filter.has_dates() && time.cycle == Some(time.drawn) {
            drawn.filter.from = Some(time.drawn.first);
        }
        let windowed = (drawn.filter != query.filter).then(|| view.with_filter(&self.widened(&drawn.filter)));
        let sat = windowed.as_deref().unwrap_or(view);
        let (scale, picture) = Sitter {
            view: sat,
            query: &drawn,
            topics: self.widened(&drawn.filter).topic.len(),
            lanes,
            days: time.drawn,
            moments,
        }
        .picture();
        let earlier = view.total() - sat.total();
        TimelinePicture { query: drawn, scale, picture, earlier, overview }
    }

    /// The days that are drawn for a filter that leaves statements from a first to a last day, among all there are.
    fn time_shown(
        &self,
        filter: &StatementFilter,
        span: Option<Span>,
        all: &OverAllTime,
        catalogue: &Catalogue,
    ) -> ShownTime {
        let whole = all.days;
        let cycle = self.cycle(all, catalogue);
        if !filter.has_dates() {
            return ShownTime { drawn: cycle.unwrap_or(whole), whole, cycle };
        }
        let asked = DayRange::new(filter.from.unwrap_or(whole.first), filter.last_day().unwrap_or(whole.last));
        let drawn = span.map_or(asked, |span| self.days_to_draw(filter, span.days(), catalogue));
        ShownTime { drawn, whole, cycle }
    }

    /// The cycle of the review to the end of all days, if there is something before it and enough in it, by the months that lie
    /// in it wholly.
    fn cycle(&self, all: &OverAllTime, catalogue: &Catalogue) -> Option<DayRange> {
        let first = review_cycle_start(self.today(), &catalogue.milestones)?;
        let is_within = all.days.first < first && first < all.days.last;
        let bars = all.histogram.bars.iter().filter(|bar| bar.first >= first);
        let is_enough = bars.map(|bar| bar.count).sum::<u64>() >= FEWEST_IN_CYCLE;
        (is_within && is_enough).then(|| DayRange::new(first, all.days.last))
    }

    /// From the first statement, or the day the reader asked for, to the last one; on to today and the
    /// next joint review where the reader set no end.
    fn days_to_draw(
        &self,
        filter: &StatementFilter,
        (first, last): (NaiveDate, NaiveDate),
        catalogue: &Catalogue,
    ) -> DayRange {
        let first = filter.from.unwrap_or(first);
        if let Some(end) = filter.last_day() {
            return DayRange::new(first, end.max(last));
        }
        let end = last.max(self.today());
        let reach = end.checked_add_months(LOOK_AHEAD).unwrap_or(end);
        let review = catalogue
            .milestones
            .iter()
            .filter(|m| m.kind == MilestoneKind::JointReview && m.stands() && m.date.precision() == "day")
            .map(Milestone::last_day)
            .find(|day| *day > end && *day <= reach);
        DayRange::new(first, review.and_then(|day| day.checked_add_days(Days::new(14))).unwrap_or(end))
    }
}
