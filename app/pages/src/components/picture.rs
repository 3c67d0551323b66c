//! The timeline as an SVG: a lane for each stakeholder or topic, marks placed by date and shaped and
//! coloured by stance, milestones and today as labelled lines; and the same as a table.
//!
//! Marks stand for the statements of one lane, stretch of time and stance, at the day of the one in the middle; no
//! stretch reaches across a milestone that is drawn, or today, so every mark is on its statements' side of them. Support stands above the
//! line of its lane, opposition below it, everything else on it, so the picture can be read without
//! colour. Its size depends on the number of lanes and bins alone, not on the number of statements; where marks would
//! be too many to tell apart, or stand for too many statements, columns take their place.

mod bins;
mod columns;
mod histogram;
mod marks;
mod table;

use chrono::{Datelike, NaiveDate};
use domain::{
    Catalogue, Cell, Group, Lane, ListQuery, Locale, Milestone, MilestoneKind, Picture, Stance, TimeScale, TimeUnit,
};
use islands::TimelineExplorer;
use leptos::prelude::*;
use service::ShownTime;
use words::{paths::Address, text};

use self::{
    bins::{Bin, ListOfDates},
    marks::Mark,
};
use super::{shorten, stance};
use crate::{
    components::{StanceBadge, TimeRange, TranslatedText},
    markup::Markup,
};

/// The measures of a drawing, in its own units (CSS pixels at full size).
struct Layout {
    class: &'static str,
    width: f64,
    /// Where the lanes begin; what is left of it holds their names.
    left: f64,
    /// Whether names stand above their lanes instead.
    names_above: bool,
    lane_height: f64,
    /// How many dates the axis shows at most.
    dates: usize,
    /// The longest name, in characters.
    name_length: usize,
}

const WIDE: Layout = Layout {
    class: "wide",
    width: 1080.0,
    left: 176.0,
    names_above: false,
    lane_height: 64.0,
    dates: 12,
    name_length: 24,
};
const NARROW: Layout = Layout {
    class: "narrow",
    width: 340.0,
    left: 6.0,
    names_above: true,
    lane_height: 76.0,
    dates: 4,
    name_length: 40,
};

/// Rows for the labels of milestones above the lanes, and their height.
const LABEL_ROWS: usize = 3;
const LABEL_HEIGHT: f64 = 17.0;
/// Room to the right of the last bin.
const RIGHT: f64 = 8.0;
/// Room for the dates below the lanes.
const AXIS_HEIGHT: f64 = 26.0;
/// The width of a character of a label, roughly.
const CHARACTER: f64 = 6.4;

/// Both drawings of the timeline, of which the style sheet shows one, its legend and its table.
#[component]
pub(crate) fn TimelineFigure<'a>(
    /// The reader's language.
    locale: Locale,
    /// Stakeholders, topics and milestones.
    catalogue: &'a Catalogue,
    /// The list.
    query: &'a ListQuery,
    /// The day it is.
    today: NaiveDate,
    /// The time.
    time: ShownTime,
    /// The wide and the narrow picture.
    pictures: &'a [(TimeScale, Picture); 2],
) -> impl IntoView + use<> {
    let [wide, narrow] = pictures;
    let is_crowded = wide.1.is_crowded();
    let list = ListOfDates::new(locale, query);
    let bins = Bin::all(locale, query, &wide.0);
    let narrow_bins = (narrow.0 != wide.0).then(|| Bin::all(locale, query, &narrow.0));
    let (reading, table) = if is_crowded {
        (text!(locale, picture.reading_columns), table::dense_table(locale, catalogue, query, &bins, &wide.1))
    } else {
        (text!(locale, picture.reading), table(locale, catalogue, query, &bins, &wide.1))
    };
    let more = wide.1.more_lanes;
    let more = (more > 0).then(|| view! { <p class="more">{text!(locale, picture.more, count = more)}</p> });
    let drawn = |stance: &&Stance| wide.1.lanes.iter().flat_map(|lane| &lane.cells).any(|cell| cell.stance == **stance);
    let legend = Stance::ALL
        .iter()
        .filter(drawn)
        .map(|stance| view! { <li><StanceBadge locale stance=*stance/></li> })
        .collect_view();
    let drawing = |(scale, picture): &(TimeScale, Picture), bins: &[Bin], layout: &Layout| {
        Drawing { locale, catalogue, query, list: &list, today, scale, bins, picture, layout, is_crowded }
            .svg()
            .into_any()
    };
    let shapes = is_crowded.then(|| columns::shapes(&wide.1, &wide.0));
    let wide_drawing = drawing(wide, &bins, &WIDE);
    let narrow_drawing = drawing(narrow, narrow_bins.as_deref().unwrap_or(&bins), &NARROW);
    view! {
        <figure
            class="timeline"
            id="timeline"
            data-label=text!(locale, picture.caption)
            data-chosen=text!(locale, range.chosen)
        >
            <TimeRange locale query time/>
            <TimelineExplorer>
                {shapes}
                {wide_drawing}
                {narrow_drawing}
            </TimelineExplorer>
            <p class="keys" id="timeline-keys" hidden>{text!(locale, range.keys)}</p>
            <figcaption>
                <p class="hidden">{text!(locale, picture.caption)}</p>
                <ul class="legend">{legend}</ul>
                {more}
                <p class="reading">{reading}</p>
            </figcaption>
            <details class="twin">
                <summary>{text!(locale, picture.table)}</summary>
                {table}
                {histogram::totals_table(locale, &list, &bins, &wide.1)}
                {milestone_list(locale, catalogue, &wide.0)}
            </details>
        </figure>
    }
    .into_any()
}

/// What a lane stands for, in words.
fn lane_name(locale: Locale, catalogue: &Catalogue, group: Group, lane: &Lane) -> String {
    let name = match group {
        Group::Stakeholder => catalogue.stakeholders.get(&lane.key).map(|s| s.short_name.clone()),
        Group::Topic => catalogue.topics.get(&lane.key).map(|t| t.label.get(locale).0.to_owned()),
    };
    name.unwrap_or_else(|| lane.key.to_string())
}

/// The cells of each bin of a lane, which stand together.
fn cells_by_bin(lane: &Lane) -> impl Iterator<Item = (usize, &[Cell])> {
    lane.cells.chunk_by(|a, b| a.bin == b.bin).map(|cells| (cells[0].bin, cells))
}

/// The list behind a lane, or behind those of its cells that have a stance.
fn lane_query(query: &ListQuery, lane: &Lane, stance: Option<Stance>) -> ListQuery {
    let mut filter = query.filter.clone();
    match query.group {
        Group::Stakeholder => filter.stakeholder = [lane.key.clone()].into(),
        Group::Topic => filter.topic = [lane.key.clone()].into(),
    }
    if let Some(stance) = stance {
        filter.stance = [stance].into();
    }
    ListQuery { filter, after: None, ..query.clone() }
}

/// The lists behind the cells of a lane, by stance.
struct CellLists(Vec<ListOfDates>);

impl CellLists {
    fn new(locale: Locale, query: &ListQuery, lane: &Lane) -> Self {
        let list = |stance: &Stance| ListOfDates::new(locale, &lane_query(query, lane, Some(*stance)));
        Self(Stance::ALL.iter().map(list).collect())
    }

    /// The address of the statements that a cell counts.
    fn address(&self, bins: &[Bin], cell: &Cell) -> String {
        bins[cell.bin]
            .address_in(&self.0[Stance::ALL.iter().position(|stance| *stance == cell.stance).unwrap_or_default()])
    }
}

fn table(locale: Locale, catalogue: &Catalogue, query: &ListQuery, bins: &[Bin], picture: &Picture) -> AnyView {
    let mut rows = Markup::default();
    for lane in &picture.lanes {
        let name = lane_name(locale, catalogue, query.group, lane);
        let lists = CellLists::new(locale, query, lane);
        for (bin, cells) in cells_by_bin(lane) {
            rows.raw("<tr><th scope=\"row\">").text(&name).raw("</th><td>").text(&bins[bin].words);
            rows.raw("</td><td><ul class=\"stance-counts\">");
            for cell in cells {
                rows.raw("<li><a").attribute("href", &lists.address(bins, cell)).raw(">");
                rows.with(|rows| stance::badge(rows, locale, cell.stance)).raw(" ");
                rows.text(&words::number(locale, cell.count)).raw("</a></li>");
            }
            rows.raw("</ul></td></tr>");
        }
    }
    let lane_heading = match query.group {
        Group::Stakeholder => text!(locale, facet.stakeholder),
        Group::Topic => text!(locale, facet.topic),
    };
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label=text!(locale, picture.table)>
            <table>
                <caption class="hidden">{text!(locale, picture.caption)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{lane_heading}</th>
                        <th scope="col">{text!(locale, picture.when)}</th>
                        <th scope="col">{text!(locale, picture.stances)}</th>
                    </tr>
                </thead>
                <tbody>{rows.view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn milestone_list(locale: Locale, catalogue: &Catalogue, scale: &TimeScale) -> impl IntoView + use<> {
    let items = drawn_milestones(catalogue, scale)
        .into_iter()
        .map(|(milestone, _)| {
            view! {
                <li>{words::milestone_date(locale, milestone)} {words::colon(locale)} <TranslatedText locale text=milestone.title.clone()/></li>
            }
        })
        .collect_view();
    view! { <h2>{text!(locale, picture.milestones)}</h2> <ul class="plain">{items}</ul> }.into_any()
}

/// The milestones that are drawn and within the picture, with their place from 0 to 1; those of the kinds that matter
/// most to a reader come first, for they find room first.
fn drawn_milestones<'a>(catalogue: &'a Catalogue, scale: &TimeScale) -> Vec<(&'a Milestone, f64)> {
    let rank = |milestone: &Milestone| MilestoneKind::DRAWN.iter().position(|kind| *kind == milestone.kind);
    let mut drawn: Vec<(&Milestone, f64)> = catalogue
        .milestones
        .iter()
        .filter_map(|milestone| Some((milestone, scale.position_of(milestone.drawn_day()?)?)))
        .collect();
    drawn.sort_by_key(|(milestone, _)| (rank(milestone), milestone.first_day()));
    drawn
}

/// A labelled line that was found room for.
struct LabelledLine {
    class: &'static str,
    x: f64,
    row: usize,
    label: String,
    /// Whether the label stands to the left of the line.
    before: bool,
}

/// A lane and its place.
struct DrawnLane<'a> {
    lane: &'a Lane,
    /// Where it begins.
    top: f64,
    /// Where its line is.
    line: f64,
    marks: Vec<Mark<'a>>,
}

/// One drawing.
struct Drawing<'a> {
    locale: Locale,
    catalogue: &'a Catalogue,
    query: &'a ListQuery,
    list: &'a ListOfDates,
    today: NaiveDate,
    scale: &'a TimeScale,
    bins: &'a [Bin],
    picture: &'a Picture,
    layout: &'a Layout,
    /// Whether columns are drawn in place of marks.
    is_crowded: bool,
}

#[expect(clippy::cast_precision_loss, reason = "lanes, bins and characters are small numbers")]
impl Drawing<'_> {
    fn inner_width(&self) -> f64 {
        self.layout.width - self.layout.left - RIGHT
    }

    fn x(&self, place: f64) -> f64 {
        self.layout.left + place * self.inner_width()
    }

    /// Where a bin begins and how wide it is.
    fn extent(&self, bin: usize) -> (f64, f64) {
        let (start, end) = self.scale.extent_of(bin);
        (self.x(start), (end - start) * self.inner_width())
    }

    /// Where the strip with all statements begins.
    fn strip_top() -> f64 {
        LABEL_ROWS as f64 * LABEL_HEIGHT + 4.0
    }

    /// Where the lanes begin.
    fn top() -> f64 {
        Self::strip_top() + histogram::HEIGHT
    }

    /// The lanes from the top, as high as their marks need, and where the last of them ends.
    fn lay_out(&self) -> (Vec<DrawnLane<'_>>, f64) {
        let mut top = Self::top();
        let mut lanes = Vec::new();
        for lane in &self.picture.lanes {
            let marks = if self.is_crowded { Vec::new() } else { marks::marks(self, lane) };
            let more = |beyond: f64| (beyond - marks::ROOM).max(0.0);
            let above = more(marks.iter().map(|mark| mark.above).fold(0.0, f64::max));
            let below = more(marks.iter().map(|mark| -mark.above).fold(0.0, f64::max));
            let from_line_to_end = if self.layout.names_above { 26.0 } else { self.layout.lane_height / 2.0 };
            let line = top + self.layout.lane_height - from_line_to_end + above;
            lanes.push(DrawnLane { lane, top, line, marks });
            top = line + from_line_to_end + below;
        }
        (lanes, top)
    }

    /// The whole drawing. It is hidden from those who cannot see it, and its links from the keyboard:
    /// the table has the same numbers and the same links.
    fn svg(&self) -> impl IntoView + use<> {
        let (lanes, bottom) = self.lay_out();
        let height = bottom + AXIS_HEIGHT;
        let lanes = lanes.iter().enumerate().map(|(i, lane)| self.lane(i, lane)).collect_view();
        // Marks are links themselves; columns are too narrow for that.
        let stretches_end = if self.is_crowded { bottom } else { Self::top() };
        let stretches = histogram::stretches(self, (Self::strip_top(), stretches_end));
        let strip = histogram::strip(self, Self::top() - 6.0);
        view! {
            <svg
                class=self.layout.class
                viewBox=format!("0 0 {} {height}", self.layout.width)
                data-first=self.scale.days_of(0).0.to_string()
                data-end=self.scale.end().to_string()
                aria-hidden="true"
                focusable="false"
            >
                {self.axis(bottom)} {self.lines(bottom)} {strip} {lanes} {stretches}
            </svg>
        }
        .into_any()
    }

    fn lane(&self, i: usize, drawn: &DrawnLane<'_>) -> impl IntoView + use<> {
        let DrawnLane { lane, top, line: y, marks } = drawn;
        let (top, y) = (*top, *y);
        let name = lane_name(self.locale, self.catalogue, self.query.group, lane);
        let shown = shorten(&name, self.layout.name_length);
        let href = Address::Timeline(Box::new(lane_query(self.query, lane, None))).in_locale(self.locale);
        let (name_x, name_y, class) = if self.layout.names_above {
            (self.layout.left, top + 14.0, "lane-name above")
        } else {
            (self.layout.left - 12.0, y + 4.5, "lane-name")
        };
        let marks = if self.is_crowded { columns::columns(self, i, y) } else { self.lane_marks(lane, marks, y) };
        view! {
            <line class="lane" x1=self.layout.left x2=self.layout.width y1=y y2=y></line>
            <a href=href tabindex="-1"><text class=class x=name_x y=name_y><title>{name}</title>{shown}</text></a>
            {marks}
        }
        .into_any()
    }

    fn lane_marks(&self, lane: &Lane, marks: &[Mark<'_>], line: f64) -> AnyView {
        let lists = CellLists::new(self.locale, self.query, lane);
        Markup::view_of(|markup| {
            for mark in marks {
                self.mark(markup, &lists, mark, line);
            }
        })
    }

    /// Writes a mark, with how many statements it stands for.
    fn mark(&self, markup: &mut Markup, lists: &CellLists, mark: &Mark<'_>, line: f64) {
        let Mark { cell, x, above, is_piled } = mark;
        let (x, y) = (*x, line - above);
        markup.raw("<a tabindex=\"-1\"").attribute("href", &lists.address(self.bins, cell)).raw("><title>");
        markup.text(&self.bins[cell.bin].words).raw(words::colon(self.locale));
        markup.text(&words::stance(self.locale, cell.stance)).raw(", ");
        markup.text(&text!(self.locale, timeline.statements, count = cell.count)).raw("</title>");
        markup.raw("<circle class=\"around\" r=\"7\"").measure("cx", x).measure("cy", y).raw("/>");
        markup.raw("<path fill-rule=\"evenodd\" class=\"mark ").raw(stance::class(cell.stance));
        markup.raw("\" transform=\"translate(").tenths(x).raw(" ").tenths(y).raw(")scale(.72)\" d=\"");
        markup.raw(stance::sign(cell.stance)).raw("\"/>");
        if cell.count > 1 {
            let (class, number_x, number_y) = match row(cell.stance) {
                1 if !is_piled => ("count", x, y - 8.0),
                -1 if !is_piled => ("count", x, y + 15.0),
                _ => ("count beside", x + 8.0, y + 3.5),
            };
            markup.raw("<text").attribute("class", class).measure("x", number_x).measure("y", number_y).raw(">");
            markup.text(&words::number(self.locale, cell.count)).raw("</text>");
        }
        markup.raw("</a>");
    }

    fn axis(&self, y: f64) -> impl IntoView + use<> {
        let labels = date_labels(self.locale, self.scale, self.layout.dates)
            .into_iter()
            .map(|(bin, label)| {
                let x = round(self.extent(bin).0);
                view! {
                    <line class="tick" x1=x x2=x y1=y y2=y + 6.0></line>
                    <text class="date" x=x + 2.0 y=y + 18.0>{label}</text>
                }
            })
            .collect_view();
        view! { <line class="axis" x1=self.layout.left x2=self.layout.width y1=y y2=y></line> {labels} }.into_any()
    }

    /// Today and the milestones, each with a label; a line whose label finds no room is left out, and
    /// is in the table.
    fn lines(&self, bottom: f64) -> impl IntoView + use<> {
        let today = self.scale.position_of(self.today).map(|place| {
            let label = format!("{}, {}", text!(self.locale, picture.today), words::short_day(self.locale, self.today));
            (place, "now", label)
        });
        let milestones = drawn_milestones(self.catalogue, self.scale).into_iter().map(|(milestone, place)| {
            let class = if milestone.kind == MilestoneKind::JointReview { "review" } else { "milestone" };
            (place, class, words::milestone_kind(self.locale, milestone.kind))
        });
        let mut placed: Vec<LabelledLine> = Vec::new();
        for (place, class, label) in today.into_iter().chain(milestones) {
            let x = self.x(place);
            let before = x > self.layout.width * 0.6;
            let line = (0..LABEL_ROWS)
                .find_map(|row| self.fits(&placed, LabelledLine { class, x, row, label: label.clone(), before }));
            placed.extend(line);
        }
        placed
            .into_iter()
            .map(|line| {
                let y = 12.0 + line.row as f64 * LABEL_HEIGHT;
                let (x, class) = (round(line.x), line.class);
                let (text_x, anchor) = if line.before { (x - 4.0, "end") } else { (x + 4.0, "start") };
                view! {
                    <line class=format!("moment {class}") x1=x x2=x y1=y - 9.0 y2=bottom></line>
                    <text class=format!("moment {class}") text-anchor=anchor x=text_x y=y>{line.label}</text>
                }
            })
            .collect_view()
    }

    /// Gives a line back if its label is within the drawing, over no other label and crossed by no line.
    fn fits(&self, placed: &[LabelledLine], line: LabelledLine) -> Option<LabelledLine> {
        let extent = |line: &LabelledLine| {
            let width = line.label.chars().count() as f64 * CHARACTER + 8.0;
            if line.before { (line.x - width, line.x) } else { (line.x, line.x + width) }
        };
        let (from, to) = extent(&line);
        let free = placed.iter().all(|other| {
            let (other_from, other_to) = extent(other);
            let apart = to <= other_from || other_to <= from;
            // A line runs from its own row down, through the rows below.
            let crossed = other.row <= line.row && (from..=to).contains(&other.x);
            let crosses = line.row <= other.row && (other_from..=other_to).contains(&line.x);
            (apart || other.row != line.row) && !crossed && !crosses
        });
        (from >= 0.0 && to <= self.layout.width && free).then_some(line)
    }
}

/// Above the line (1), on it (0) or below it (-1).
const fn row(stance: Stance) -> i8 {
    match stance.score() {
        Some(score) if score > 0 => 1,
        Some(score) if score < 0 => -1,
        _ => match stance {
            Stance::Conditional => 1,
            _ => 0,
        },
    }
}

/// To a tenth of a unit, which no eye tells from the exact place and which keeps the page small.
fn round(n: f64) -> f64 {
    (n * 10.0).round() / 10.0
}

/// The bins whose first day is written below them, at most so many, at round dates.
fn date_labels(locale: Locale, scale: &TimeScale, most: usize) -> Vec<(usize, String)> {
    /// Steps that leave round dates, for bins of this many months.
    const MONTHS: [i32; 11] = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
    let months = match scale.unit {
        TimeUnit::Day | TimeUnit::Week => None,
        TimeUnit::Months(n) => i32::try_from(n).ok(),
        TimeUnit::Years(n) => i32::try_from(12 * n).ok(),
    };
    let start = |bin: usize| scale.days_of(bin).0;
    let begins_a_unit = |bin: &usize| scale.unit.floor(start(*bin)) == start(*bin);
    if let Some(months) = months {
        let absolute = |bin: usize| start(bin).year() * 12 + start(bin).month0().cast_signed();
        let bins_at = |step: i32| {
            (0..scale.bins()).filter(begins_a_unit).filter(move |bin| absolute(*bin) % step == 0).collect::<Vec<_>>()
        };
        let fitting = MONTHS.iter().filter(|step| **step % months == 0).map(|step| (*step, bins_at(*step)));
        let (step, bins) = fitting.into_iter().find(|(_, bins)| bins.len() <= most).unwrap_or_default();
        let label = |bin: usize| {
            if step % 12 == 0 { start(bin).year().to_string() } else { words::short_month_of(locale, start(bin)) }
        };
        bins.into_iter().map(|bin| (bin, label(bin))).collect()
    } else {
        let bins: Vec<usize> = (0..scale.bins()).filter(begins_a_unit).collect();
        let step = bins.len().div_ceil(most).max(1);
        bins.into_iter().step_by(step).map(|bin| (bin, words::short_day(locale, start(bin)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(first: &str, last: &str, most: usize) -> Vec<String> {
        let day = |text: &str| text.parse().expect("a day");
        let scale = TimeScale::covering(day(first), day(last), 42);
        date_labels(Locale::En, &scale, most).into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn the_axis_shows_round_dates() {
        assert_eq!(
            labels("2017-08-01", "2026-11-23", 12),
            ["2018", "2019", "2020", "2021", "2022", "2023", "2024", "2025", "2026"]
        );
        assert_eq!(
            labels("2025-06-01", "2026-11-23", 8),
            ["Jul 2025", "Oct 2025", "Jan 2026", "Apr 2026", "Jul 2026", "Oct 2026"]
        );
        assert_eq!(labels("2025-11-03", "2025-11-12", 4), ["3 Nov", "6 Nov", "9 Nov", "12 Nov"]);
    }

    #[test]
    fn stances_stand_on_their_side_of_the_line() {
        let rows: Vec<i8> = Stance::ALL.iter().map(|stance| row(*stance)).collect();
        assert_eq!(rows, [1, 1, 0, -1, -1, 1, 0, 0]);
    }

    #[test]
    fn a_cell_leads_to_its_own_statements() {
        let day = |text: &str| text.parse().expect("a day");
        let scale = TimeScale::covering(day("2025-01-01"), day("2026-12-31"), 24);
        let lane = Lane { key: "msf".parse().expect("a slug"), total: 3, cells: Vec::new() };
        let cell = Cell { bin: 10, stance: Stance::Oppose, count: 2, median: None };
        let query = ListQuery::default().with("from", "2025-11-10").with("topic", "medicine-access");
        let bins = Bin::all(Locale::En, &query, &scale);
        assert_eq!(
            CellLists::new(Locale::En, &query, &lane).address(&bins, &cell),
            "/timeline?stakeholder=msf&topic=medicine-access&stance=oppose&from=2025-11-10&to=2025-11-30"
        );
    }
}
