//! The timeline as a picture: a lane for each stakeholder or topic, marks placed by date and shaped and coloured by stance,
//! milestones and today as lines with their names; and the same as a table.
//!
//! Marks stand for the statements of one lane, at the day of the one in the middle, and are hollow where a day is not exactly
//! known, with a line over the days it may have been. Where every lane is about one proposition, support stands above the
//! line of its lane, opposition below it, everything else on it; otherwise stances are not told apart, because nobody could
//! read them together. Names are text of the page and wrap; what is drawn grows with the page and its text does not
//! (`width.rs`). Its size depends on the number of lanes and bins alone, not on the number of statements; where marks would
//! be too many to tell apart, or stand for too many statements, columns take their place.

mod axis;
mod bins;
mod columns;
mod file;
mod heading;
mod histogram;
mod lanes;
mod lists;
mod marks;
mod moments;
mod order;
mod overview;
mod table;
mod width;

use std::borrow::Cow;

use chrono::NaiveDate;
use domain::{Catalogue, Cell, Group, Lane, ListQuery, Locale, Picture, SearchResult, Stance, TimeScale};
use islands::TimelineExplorer;
use leptos::prelude::*;
use service::{Figure, ShownTime, TimelinePicture};
use words::{paths::Address, text};

pub(crate) use self::file::drawing_file;
use self::{
    bins::Bin,
    lists::{LaneLists, ListOfDates},
};
use super::stance;
use crate::{
    components::{StanceBadge, TimeRange, time_range::over},
    markup::Markup,
};

/// Room for what is drawn of most pictures, in bytes.
const ROOM: usize = 100_000;

/// The picture of a list, with its title, its legend and its table.
#[component]
pub(crate) fn TimelineFigure<'a>(
    /// The reader's language.
    locale: Locale,
    /// Stakeholders, topics and milestones.
    catalogue: &'a Catalogue,
    /// The list.
    query: &'a ListQuery,
    /// Its counts.
    result: &'a SearchResult,
    /// The day it is.
    today: NaiveDate,
    /// The time.
    time: ShownTime,
    /// The picture.
    picture: &'a TimelinePicture,
) -> impl IntoView + use<> {
    let drawing = Drawing::new(locale, catalogue, query, picture, today);
    let TimelinePicture { earlier, overview, .. } = picture;
    let rows = order::choices(locale, query, &drawing.picture);
    let earlier = (*earlier > 0).then(|| earlier_note(locale, query, time, *earlier));
    let overview = overview::overview(locale, query, time, overview);
    let lists = drawing.lists();
    let table = if drawing.is_crowded { table::dense_table(&drawing, &lists) } else { table::table(&drawing, &lists) };
    let heading = heading::heading(locale, catalogue, query, result);
    let (chart, legend, reading) = (drawing.chart(&lists), drawing.legend(), drawing.reading());
    let moments = moments::list(&drawing);
    let totals = histogram::totals_table(locale, &drawing.list, &drawing.bins, &drawing.picture);
    view! {
        <figure
            class="timeline"
            id="timeline"
            data-label=text!(locale, picture.caption)
            data-chosen=text!(locale, range.chosen)
        >
            {heading}
            <TimeRange locale query time/>
            {overview}
            {earlier}
            <TimelineExplorer>{chart}</TimelineExplorer>
            <p class="keys" id="timeline-keys" hidden>{text!(locale, range.keys)}</p>
            <figcaption>
                {legend}
                {rows}
                <p class="reading">{reading}</p>
                {moments}
                {downloads(locale, query)}
                <details class="twin">
                    <summary>{text!(locale, picture.table)}</summary>
                    {table}
                    {totals}
                </details>
            </figcaption>
        </figure>
    }
    .into_any()
}

/// A picture of a list that is somewhere else, with the way there.
#[component]
pub(crate) fn FigureView<'a>(
    /// The reader's language.
    locale: Locale,
    /// Stakeholders, topics and milestones.
    catalogue: &'a Catalogue,
    /// The picture.
    figure: &'a Figure,
    /// The day it is.
    today: NaiveDate,
) -> impl IntoView + use<> {
    let Figure { query, result, time, picture } = figure;
    view! { <TimelineFigure locale catalogue query result today time=*time picture/> }
}

/// The ways to the picture as a file.
fn downloads(locale: Locale, query: &ListQuery) -> AnyView {
    let query = Box::new(query.at(None));
    let (svg, png) = (Address::TimelineSvg(query.clone()), Address::TimelinePng(query));
    view! {
        <p class="downloads">
            {text!(locale, picture.download)} " "
            <a href=svg.in_locale(locale) download="postura.svg" rel="nofollow">"SVG"</a> ", "
            <a href=png.in_locale(locale) download="postura.png" rel="nofollow">"PNG"</a>
        </p>
    }
    .into_any()
}

/// How many statements were made before the days that are drawn, with the way to them.
fn earlier_note(locale: Locale, query: &ListQuery, time: ShownTime, earlier: u64) -> AnyView {
    let href = Address::Timeline(Box::new(over(query, time.whole, time))).part(locale, "timeline");
    let since = words::day(locale, time.drawn.first);
    view! {
        <p class="earlier">
            {text!(locale, picture.earlier, count = earlier, since = since)} " "
            <a href=href data-earlier=earlier.to_string()>{text!(locale, picture.all_time)}</a>
        </p>
    }
    .into_any()
}

/// The cells of each bin of a lane, which stand together.
fn cells_by_bin(lane: &Lane) -> impl Iterator<Item = (usize, &[Cell])> {
    lane.cells.chunk_by(|a, b| a.bin == b.bin).map(|cells| (cells[0].bin, cells))
}

/// What is drawn.
struct Drawing<'a> {
    locale: Locale,
    catalogue: &'a Catalogue,
    query: &'a ListQuery,
    today: NaiveDate,
    scale: &'a TimeScale,
    /// The lanes, in the order that is chosen.
    picture: Cow<'a, Picture>,
    /// The list that is drawn.
    list: ListOfDates,
    bins: Vec<Bin>,
    /// The days that no mark reaches across.
    moments: Vec<NaiveDate>,
    /// Whether columns are drawn in place of marks.
    is_crowded: bool,
    /// Whether stances are told apart.
    by_stance: bool,
}

impl<'a> Drawing<'a> {
    /// What is drawn of a list, of which the picture may show a part.
    fn new(
        locale: Locale,
        catalogue: &'a Catalogue,
        query: &ListQuery,
        of: &'a TimelinePicture,
        today: NaiveDate,
    ) -> Self {
        let TimelinePicture { query: drawn, scale, picture, .. } = of;
        Self {
            locale,
            catalogue,
            query: drawn,
            today,
            scale,
            picture: order::in_order(picture, catalogue, locale, query),
            list: ListOfDates::new(locale, drawn),
            bins: Bin::all(locale, drawn, scale),
            moments: moments::days(catalogue, today),
            is_crowded: picture.is_crowded(),
            by_stance: picture.lanes.iter().flat_map(|lane| &lane.cells).any(|cell| cell.stance.is_some()),
        }
    }
}

impl Drawing<'_> {
    /// The lists behind each lane.
    fn lists(&self) -> Vec<LaneLists> {
        // Columns lead to what they have of all stances.
        let by_stance = !self.is_crowded;
        self.picture.lanes.iter().map(|lane| LaneLists::new(self.locale, self.query, lane, by_stance)).collect()
    }

    /// What a lane stands for, in words.
    fn lane_name(&self, lane: &Lane) -> String {
        let name = match self.query.group {
            Group::Stakeholder => {
                self.catalogue.stakeholders.get(&lane.key).map(|s| s.short_name_for(self.locale).to_owned())
            }
            Group::Topic => self.catalogue.topics.get(&lane.key).map(|t| t.label.get(self.locale).0.to_owned()),
        };
        name.unwrap_or_else(|| lane.key.to_string())
    }

    /// The lanes with all that stands around them. What is drawn is hidden from those who cannot see it, and its links from
    /// the keyboard: the table has the same numbers and the same links.
    fn chart(&self, lists: &[LaneLists]) -> AnyView {
        let (first, end) = (self.scale.days_of(0).0.to_string(), self.scale.end().to_string());
        let mut markup = Markup::with_room(ROOM);
        markup.with(|markup| {
            signs(markup);
            markup.raw("<div class=\"chart\"").attribute("data-first", &first).attribute("data-end", &end).raw(">");
            moments::write(markup, self);
            histogram::write(markup, self);
            lanes::write(markup, self, lists);
            markup.raw("<div class=\"lane-row dates\"><span></span>");
            axis::write(markup, self);
            markup.raw("</div></div>");
        });
        markup.view()
    }

    fn has(&self, stance: Stance) -> bool {
        self.picture.lanes.iter().flat_map(|lane| &lane.cells).any(|cell| cell.stance == Some(stance))
    }

    /// The signs that are in the picture.
    fn legend(&self) -> Option<AnyView> {
        let locale = self.locale;
        let drawn = Stance::ALL.iter().filter(|stance| self.has(**stance));
        let items = drawn.map(|stance| view! { <li><StanceBadge locale stance=*stance/></li> }).collect_view();
        self.by_stance.then(|| view! { <ul class="legend">{items}</ul> }.into_any())
    }

    /// How the picture is read.
    fn reading(&self) -> String {
        let locale = self.locale;
        match (self.is_crowded, self.by_stance) {
            (true, true) => text!(locale, picture.reading_columns),
            (true, false) => text!(locale, picture.reading_neutral_columns),
            (false, true) => format!("{} {}", text!(locale, picture.reading), text!(locale, picture.reading_hollow)),
            (false, false) => {
                format!("{} {}", text!(locale, picture.reading_neutral), text!(locale, picture.reading_hollow))
            }
        }
    }
}

/// Writes the signs of all stances once, for the marks to use.
fn signs(markup: &mut Markup) {
    markup.raw("<svg class=\"shapes\" aria-hidden=\"true\" focusable=\"false\"><defs>");
    for stance in Stance::ALL {
        markup.raw("<path id=\"").raw(stance::class(*stance)).raw("\" fill-rule=\"evenodd\" d=\"");
        markup.raw(stance::sign(*stance)).raw("\"/>");
    }
    markup.raw("<path id=\"earlier\" d=\"M-30 0h3m3 0h3m3 0h3m3 0h3m3 0h3\"/></defs></svg>");
}
