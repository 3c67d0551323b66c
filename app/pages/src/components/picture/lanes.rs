//! The lanes: a name, which leads to the page of whom or what it is of, how many statements it has, and its marks or columns.

use domain::{Group, Lane, Locale};
use words::{paths::Address, text};

use super::{
    Drawing, columns,
    lists::{LaneLists, dates, lane_query},
    marks::{self, Mark, SIGN, STEP},
    width::{WIDTHS, Width},
};
use crate::{components::stance, markup::Markup};

/// Room between the outermost marks of a lane and its edge.
const MARGIN: f64 = 14.0;

/// How far the line goes of a day that has no earlier limit, in CSS pixels.
const OPEN: f64 = 30.0;

/// Writes all lanes.
pub(super) fn write(markup: &mut Markup, drawing: &Drawing<'_>, lists: &[LaneLists]) {
    let longest = columns::longest(&drawing.picture.lanes);
    for (lane, lists) in drawing.picture.lanes.iter().zip(lists) {
        markup.raw("<div class=\"lane-row\">");
        name(markup, drawing, lane);
        if drawing.is_crowded {
            columns::write(markup, drawing, lane, longest);
        } else {
            for width in &WIDTHS {
                plot(markup, drawing, (lane, lists), width);
            }
        }
        markup.raw("</div>");
    }
}

fn name(markup: &mut Markup, drawing: &Drawing<'_>, lane: &Lane) {
    let page = match drawing.query.group {
        Group::Stakeholder => Address::Stakeholder(lane.key.clone()),
        Group::Topic => Address::Topic(lane.key.clone()),
    };
    let list = Address::Timeline(Box::new(lane_query(drawing.query, lane, None))).in_locale(drawing.locale);
    markup.raw("<p class=\"lane-name\"><a").attribute("href", &page.in_locale(drawing.locale)).raw(">");
    markup.text(&drawing.lane_name(lane)).raw("</a> <a class=\"count\"").attribute("href", &list);
    let count = text!(drawing.locale, timeline.statements, count = lane.total);
    markup.attribute("aria-label", &count).raw(">").count(drawing.locale, lane.total).raw("</a></p>");
}

/// Writes the marks of a lane into a drawing of a width, without ways to anywhere; gives how high they are and where the line
/// is.
pub(super) fn within(markup: &mut Markup, drawing: &Drawing<'_>, lane: &Lane, width: &Width) -> (f64, f64) {
    let marks = marks::marks(lane, drawing.scale, &drawing.moments, width.pixels);
    let (above, below) = reach(&marks);
    markup.raw("<line class=\"lane\" x1=\"0\" x2=\"100%\"").measure("y1", above).measure("y2", above).raw("/>");
    for mark in marks.iter().rev() {
        let y = above - f64::from(mark.step) * STEP;
        if !mark.is_exact() {
            whisker(markup, drawing, mark, (width, y));
        }
        sign(markup, mark, y);
    }
    (above + below, above)
}

/// How far marks reach above their line and below it, with some room.
fn reach(marks: &[Mark]) -> (f64, f64) {
    let room = |steps: i32| f64::from(steps) * STEP + MARGIN;
    let above = room(marks.iter().map(|mark| mark.step).max().unwrap_or_default().max(0));
    (above, room(marks.iter().map(|mark| -mark.step).max().unwrap_or_default().max(0)))
}

/// The lane for a width.
fn plot(markup: &mut Markup, drawing: &Drawing<'_>, (lane, lists): (&Lane, &LaneLists), width: &Width) {
    let marks = marks::marks(lane, drawing.scale, &drawing.moments, width.pixels);
    let (above, below) = reach(&marks);
    markup.raw("<svg").attribute("class", &format!("lane {}", width.class)).raw(" width=\"100%\"");
    markup.measure("height", above + below).raw(" aria-hidden=\"true\" focusable=\"false\">");
    markup.raw("<line class=\"lane\" x1=\"0\" x2=\"100%\"").measure("y1", above).measure("y2", above).raw("/>");
    // From the end: the lines to the left of later marks lie below earlier ones.
    for mark in marks.iter().rev() {
        write_mark(markup, drawing, lists, mark, (width, above - f64::from(mark.step) * STEP));
    }
    markup.raw("</svg>");
}

/// When the statements of a mark were made.
pub(super) fn when(locale: Locale, mark: &Mark) -> String {
    // Those that say the same say it once; of others that are not exactly known the days alone would claim too much.
    if mark.days.iter().all(|days| *days == mark.days[0]) {
        return words::possible_days(locale, mark.days[0]);
    }
    let (first, last) = mark.ends();
    let range = words::range(locale, first, last);
    if mark.is_exact() { range } else { text!(locale, dates.not_exact, days = range) }
}

/// What a mark says: when, which stance, how many statements.
fn title(markup: &mut Markup, drawing: &Drawing<'_>, mark: &Mark) {
    let locale = drawing.locale;
    markup.raw("<title>").text(&when(locale, mark)).raw(words::colon(locale));
    if let Some(stance) = mark.stance {
        markup.text(&words::stance(locale, stance)).raw(", ");
    }
    markup.text(&text!(locale, timeline.statements, count = mark.days.len() as u64)).raw("</title>");
}

/// Writes a mark at a height, for a width.
fn write_mark(markup: &mut Markup, drawing: &Drawing<'_>, lists: &LaneLists, mark: &Mark, (width, y): (&Width, f64)) {
    let (first, last) = mark.ends();
    markup.raw("<a class=\"mark\" tabindex=\"-1\" href=\"");
    lists.of(mark.stance).write(markup, &dates(first, last));
    markup.raw("\">");
    title(markup, drawing, mark);
    markup
        .raw("<rect class=\"target\" width=\"24\" height=\"24\"")
        .percent("x", mark.place)
        .measure("y", y - 12.0)
        .raw("/>");
    if !mark.is_exact() {
        whisker(markup, drawing, mark, (width, y));
    }
    sign(markup, mark, y);
    markup.raw("</a>");
}

/// A line over the days on which it may have been.
fn whisker(markup: &mut Markup, drawing: &Drawing<'_>, mark: &Mark, (width, y): (&Width, f64)) {
    let place = |day| drawing.scale.position_of(day);
    let (first, last) = mark.ends();
    // What may have been before the first day that is shown begins at the edge; without an earlier limit the line fades out.
    let earliest = mark.earliest().map(|day| place(day).unwrap_or_default());
    let first = earliest.or_else(|| place(first)).unwrap_or(mark.place);
    markup.raw("<line class=\"whisker\"").percent("x1", first).percent("x2", place(last).unwrap_or(mark.place));
    markup.measure("y1", y).measure("y2", y).raw("/>");
    if earliest.is_none() && first * width.pixels > OPEN {
        markup.raw("<use class=\"whisker\" href=\"#earlier\"").percent("x", first).measure("y", y).raw("/>");
    }
}

/// The sign, with how many statements it stands for where there are several.
#[expect(clippy::cast_possible_wrap, reason = "statements of a mark are few")]
fn sign(markup: &mut Markup, mark: &Mark, y: f64) {
    let hollow = if mark.is_exact() { "" } else { " hollow" };
    let (class, dx) = if let Some(stance) = mark.stance {
        let name = stance::class(stance);
        markup.raw("<use").attribute("class", &format!("sign {name}{hollow}")).attribute("href", &format!("#{name}"));
        markup.percent("x", mark.place).measure("y", y).raw("/>");
        ("number beside", SIGN / 2.0 + 3.0)
    } else {
        markup.raw("<circle").attribute("class", &format!("sign dot{hollow}")).percent("cx", mark.place);
        markup.measure("cy", y).measure("r", mark.radius()).raw("/>");
        ("number within", 0.0)
    };
    let count = mark.days.len();
    if count > 1 {
        markup.raw("<text").attribute("class", &format!("{class}{hollow}")).percent("x", mark.place);
        markup.measure("dx", dx).measure("y", y + 4.0).raw(">").integer(count as i64).raw("</text>");
    }
}
