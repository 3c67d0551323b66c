//! Today and the milestones: lines across the lanes, each with its name, which leads to it. Where a name finds no room its
//! number stands there, and the name is in a list below the picture.

use chrono::NaiveDate;
use domain::{Catalogue, Locale, Milestone, MilestoneKind, TimeScale};
use leptos::prelude::*;
use words::{paths::Address, text};

use super::{
    Drawing,
    width::{WIDTHS, Width},
};
use crate::{components::TranslatedText, markup::Markup};

/// Rows for labels, and their height in CSS pixels.
const ROWS: usize = 5;
const ROW: f64 = 18.0;

/// How wide a character of a label is at most, on the average.
const CHARACTER: f64 = 7.2;

/// Between a line and its label.
const GAP: f64 = 5.0;

/// A day that matters and is drawn.
struct Moment {
    class: &'static str,
    place: f64,
    /// What it is called.
    name: String,
    /// Where there is more of it.
    href: Option<String>,
    /// What stands there where the name finds no room.
    number: String,
}

/// A moment that was found room for.
struct Placed<'a> {
    moment: &'a Moment,
    label: &'a str,
    row: usize,
    /// Whether the label stands to the left of the line.
    is_before: bool,
}

impl Placed<'_> {
    /// Where the label begins and ends.
    #[expect(clippy::cast_precision_loss, reason = "characters of a label")]
    fn extent(&self, width: &Width) -> (f64, f64) {
        let x = self.moment.place * width.pixels;
        let length = self.label.chars().count() as f64 * CHARACTER + 2.0 * GAP;
        if self.is_before { (x - length, x) } else { (x, x + length) }
    }

    /// Whether the label is within the picture, over no other label and crossed by no line.
    fn fits(&self, placed: &[Placed<'_>], width: &Width) -> bool {
        let (from, to) = self.extent(width);
        let x = self.moment.place * width.pixels;
        let is_free = placed.iter().all(|other| {
            let (other_from, other_to) = other.extent(width);
            let other_x = other.moment.place * width.pixels;
            let is_apart = to <= other_from || other_to <= from;
            // A line runs from its own row down, through the rows below.
            let is_crossed = other.row < self.row && (from..=to).contains(&other_x);
            let crosses = self.row < other.row && (other_from..=other_to).contains(&x);
            (is_apart || other.row != self.row) && !is_crossed && !crosses
        });
        from >= 0.0 && to <= width.pixels && is_free
    }
}

/// The milestones that are drawn and within the picture, in the order of their days, with their place from 0 to 1.
fn drawn_milestones<'a>(catalogue: &'a Catalogue, scale: &TimeScale) -> Vec<(&'a Milestone, f64)> {
    let drawn = catalogue.milestones.iter();
    let mut drawn: Vec<(&Milestone, f64)> =
        drawn.filter_map(|milestone| Some((milestone, scale.position_of(milestone.drawn_day()?)?))).collect();
    drawn.sort_by_key(|(milestone, _)| milestone.first_day());
    drawn
}

/// Where a milestone is told of.
fn address(locale: Locale, milestone: &Milestone) -> String {
    Address::Milestone(milestone.slug.clone()).in_locale(locale)
}

/// What is drawn: those that matter most to a reader come first, for they find room first.
fn moments(drawing: &Drawing<'_>) -> Vec<Moment> {
    let locale = drawing.locale;
    let today = drawing.scale.position_of(drawing.today).map(|place| Moment {
        class: "now",
        place,
        name: format!("{}, {}", text!(locale, picture.today), words::short_day(locale, drawing.today)),
        href: None,
        number: text!(locale, picture.today),
    });
    let mut milestones: Vec<(Option<usize>, Moment)> = Vec::new();
    for (at, (milestone, place)) in drawn_milestones(drawing.catalogue, drawing.scale).into_iter().enumerate() {
        let moment = Moment {
            class: if milestone.kind == MilestoneKind::JointReview { "review" } else { "milestone" },
            place,
            name: milestone.title.get(locale).0.to_owned(),
            href: Some(address(locale, milestone)),
            number: (at + 1).to_string(),
        };
        milestones.push((MilestoneKind::DRAWN.iter().position(|kind| *kind == milestone.kind), moment));
    }
    milestones.sort_by_key(|(rank, _)| *rank);
    today.into_iter().chain(milestones.into_iter().map(|(_, moment)| moment)).collect()
}

/// Finds room for the labels at a width: for the name, else for the number.
fn place<'a>(moments: &'a [Moment], width: &Width) -> Vec<Placed<'a>> {
    let mut placed: Vec<Placed<'a>> = Vec::new();
    for moment in moments {
        let sides = if moment.place > 0.6 { [true, false] } else { [false, true] };
        let ways = [moment.name.as_str(), moment.number.as_str()].into_iter().flat_map(|label| {
            (0..ROWS).flat_map(move |row| sides.map(|is_before| Placed { moment, label, row, is_before }))
        });
        let way = ways.into_iter().find(|way| way.fits(&placed, width));
        placed.extend(way);
    }
    placed
}

/// Writes lines and labels for every width, with the room that the labels take.
pub(super) fn write(markup: &mut Markup, drawing: &Drawing<'_>) {
    let moments = moments(drawing);
    for width in &WIDTHS {
        let placed = place(&moments, width);
        let rows = placed.iter().map(|way| way.row + 1).max().unwrap_or_default();
        head(markup, width, rows);
        markup.raw("<svg").attribute("class", &format!("rules {}", width.class));
        markup.raw(" width=\"100%\" height=\"100%\" aria-hidden=\"true\" focusable=\"false\">");
        for way in &placed {
            line(markup, way);
        }
        markup.raw("</svg>");
    }
}

/// The lines and labels for a width, for a drawing as high as the lines are long, and how high the labels are.
pub(super) fn drawn(drawing: &Drawing<'_>, width: &Width) -> (f64, Markup) {
    let moments = moments(drawing).into_iter().map(|moment| Moment { href: None, ..moment }).collect::<Vec<_>>();
    let placed = place(&moments, width);
    let mut markup = Markup::default();
    for way in &placed {
        line(&mut markup, way);
    }
    (height_of(placed.iter().map(|way| way.row + 1).max().unwrap_or_default()), markup)
}

/// The milestones of a drawing in a line each, by their numbers.
pub(super) fn numbered(drawing: &Drawing<'_>) -> Vec<String> {
    let locale = drawing.locale;
    let milestones = (1..).zip(drawn_milestones(drawing.catalogue, drawing.scale));
    let line = |(number, (milestone, _)): (usize, (&Milestone, f64))| {
        format!("{number}. {}, {}", milestone.title.get(locale).0, words::milestone_date(locale, milestone))
    };
    milestones.map(line).collect()
}

/// How high so many rows of labels are.
#[expect(clippy::cast_precision_loss, reason = "rows are few")]
fn height_of(rows: usize) -> f64 {
    rows as f64 * ROW + 4.0
}

/// Writes the room that so many rows of labels take.
fn head(markup: &mut Markup, width: &Width, rows: usize) {
    markup.raw("<svg").attribute("class", &format!("head {}", width.class)).raw(" width=\"1\"");
    markup.measure("height", height_of(rows)).raw(" aria-hidden=\"true\" focusable=\"false\"></svg>");
}

#[expect(clippy::cast_precision_loss, reason = "rows are few")]
fn line(markup: &mut Markup, way: &Placed<'_>) {
    let Moment { class, place, name, href, .. } = way.moment;
    let top = way.row as f64 * ROW;
    markup.raw("<line class=\"moment ").raw(class).raw("\"").percent("x1", *place).percent("x2", *place);
    markup.measure("y1", top + 2.0).raw(" y2=\"100%\"/>");
    if let Some(href) = href {
        markup.raw("<a tabindex=\"-1\"").attribute("href", href).raw("><title>").text(name).raw("</title>");
    }
    let (anchor, dx) = if way.is_before { ("end", -GAP) } else { ("start", GAP) };
    markup.raw("<text class=\"moment ").raw(class).raw("\"").percent("x", *place).measure("dx", dx);
    markup.measure("y", top + 13.0).raw(" text-anchor=\"").raw(anchor).raw("\">").text(way.label).raw("</text>");
    if href.is_some() {
        markup.raw("</a>");
    }
}

/// The names of all milestones in the picture, by their numbers.
pub(super) fn list(drawing: &Drawing<'_>) -> AnyView {
    let (locale, milestones) = (drawing.locale, drawn_milestones(drawing.catalogue, drawing.scale));
    if milestones.is_empty() {
        return ().into_any();
    }
    let items = milestones
        .into_iter()
        .map(|(milestone, _)| {
            let href = address(locale, milestone);
            view! {
                <li>
                    <a href=href><TranslatedText locale text=milestone.title.clone()/></a>
                    ", "
                    {words::milestone_date(locale, milestone)}
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="moments">
            <h3>{text!(locale, picture.milestones)}</h3>
            <ol>{items}</ol>
        </div>
    }
    .into_any()
}

/// The days that no mark reaches across, in order: those of the milestones that are drawn, and today.
pub(super) fn days(catalogue: &Catalogue, today: NaiveDate) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> =
        catalogue.milestones.iter().filter_map(Milestone::drawn_day).chain([today]).collect();
    days.sort_unstable();
    days.dedup();
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(place: f64, name: &str) -> Moment {
        Moment { class: "milestone", place, name: name.to_owned(), href: None, number: "1".to_owned() }
    }

    #[test]
    fn a_name_that_finds_no_room_gives_way_to_its_number() {
        let [broad, _, slim] = &WIDTHS;
        let moments = [moment(0.5, "US Senate Finance Committee hearing on the USMCA")];
        assert_eq!(place(&moments, broad)[0].label, moments[0].name);
        assert_eq!(place(&moments, slim)[0].label, "1");
    }

    #[test]
    fn labels_lie_over_no_other_and_are_crossed_by_no_line() {
        let moments: Vec<Moment> = (0..12).map(|at| moment(f64::from(at) / 11.0, "A hearing in public")).collect();
        for width in &WIDTHS {
            let placed = place(&moments, width);
            assert!(placed.len() > 4, "{} at {}", placed.len(), width.class);
            for (at, way) in placed.iter().enumerate() {
                assert!(way.fits(&placed[..at], width) && way.fits(&placed[at + 1..], width));
            }
        }
    }
}
