//! The statements of a list over all time, with the days that are drawn in a frame: every year is a link to it.

use chrono::{Datelike, NaiveDate};
use domain::{DayRange, Histogram, ListQuery, Locale};
use leptos::prelude::*;
use service::ShownTime;
use words::{paths::Address, text};

use crate::{components::time_range::over, markup::Markup};

/// How high the bars are, in CSS pixels, and all of it.
const BARS: f64 = 26.0;
const HEIGHT: f64 = 42.0;

/// How many years have their number below them at most: on the smallest screen there is room for no more.
const NUMBERED: usize = 6;

/// How much of the smallest drawing a number takes, from 0 to 1.
const NUMBER: f64 = 0.12;

/// Where a day begins in all time, from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "days are small numbers")]
fn place(whole: DayRange, day: NaiveDate) -> f64 {
    let days = (day - whole.first).num_days() as f64 / whole.days() as f64;
    days.clamp(0.0, 1.0)
}

fn after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

/// The strip; nothing where all time is drawn.
pub(super) fn overview(locale: Locale, query: &ListQuery, time: ShownTime, histogram: &Histogram) -> Option<AnyView> {
    let (first, last) = (histogram.bars.first()?.first, histogram.bars.last()?.last);
    let whole = DayRange::new(first.min(time.whole.first), last.max(time.whole.last));
    if time.drawn.first <= time.whole.first && time.drawn.last >= time.whole.last {
        return None;
    }
    let mut markup = Markup::default();
    markup.raw("<svg class=\"overview\" width=\"100%\"").measure("height", HEIGHT);
    markup.raw(" aria-hidden=\"true\" focusable=\"false\">");
    bars(&mut markup, whole, histogram);
    let (from, to) = (place(whole, time.drawn.first), place(whole, after(time.drawn.last)));
    markup.raw("<rect class=\"window\" y=\"0.5\"").measure("height", BARS).percent("x", from);
    markup.percent("width", to - from).raw("/>");
    years(&mut markup, locale, query, time, whole, histogram);
    markup.raw("</svg>");
    Some(markup.view())
}

#[expect(clippy::cast_precision_loss, reason = "numbers of statements are far from where that begins")]
fn bars(markup: &mut Markup, whole: DayRange, histogram: &Histogram) {
    let most = histogram.bars.iter().map(|bar| bar.count).max().unwrap_or_default().max(1) as f64;
    for bar in histogram.bars.iter().filter(|bar| bar.count > 0) {
        let height = (bar.count as f64 / most * (BARS - 2.0)).max(1.5);
        let (from, to) = (place(whole, bar.first), place(whole, after(bar.last)));
        markup.raw("<rect class=\"bar\"").percent("x", from).percent("width", to - from);
        markup.measure("y", BARS - height).measure("height", height).raw("/>");
    }
}

fn years(
    markup: &mut Markup,
    locale: Locale,
    query: &ListQuery,
    time: ShownTime,
    whole: DayRange,
    histogram: &Histogram,
) {
    let all: Vec<i32> = (whole.first.year()..=whole.last.year()).collect();
    let step = all.len().div_ceil(NUMBERED).max(1);
    let begins = |at: usize| {
        let first = all.get(at).and_then(|year| NaiveDate::from_ymd_opt(*year, 1, 1));
        first.map_or(1.0, |first| place(whole, first))
    };
    for (at, year) in all.iter().enumerate() {
        let (Some(first), Some(last)) = (NaiveDate::from_ymd_opt(*year, 1, 1), NaiveDate::from_ymd_opt(*year, 12, 31))
        else {
            continue;
        };
        let count = histogram.bars.iter().filter(|bar| bar.first.year() == *year).map(|bar| bar.count).sum::<u64>();
        let href = Address::Timeline(Box::new(over(query, DayRange::new(first, last), time))).part(locale, "timeline");
        let (from, to) = (place(whole, first), place(whole, after(last)));
        let number = year.to_string();
        markup.raw("<a tabindex=\"-1\"").attribute("href", &href).raw("><title>").text(&number);
        markup.raw(words::colon(locale)).text(&text!(locale, timeline.statements, count = count)).raw("</title>");
        markup.raw("<rect class=\"stretch-of-all\"").percent("x", from).percent("width", to - from);
        markup.measure("height", HEIGHT).raw("/>");
        // Of the first year and the last there may be a few days alone: a number would reach over the next, or beyond the end.
        if at % step == 0 && begins(at) + NUMBER <= begins(at + step) {
            markup.raw("<text class=\"date\"").percent("x", from).measure("dx", 2.0).measure("y", HEIGHT - 3.0);
            markup.raw(">").text(&number).raw("</text>");
        }
        markup.raw("</a>");
    }
}
