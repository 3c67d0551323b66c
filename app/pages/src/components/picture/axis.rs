//! The dates below the lanes.

use chrono::Datelike;
use domain::{Locale, TimeScale, TimeUnit};

use super::{
    Drawing,
    width::{WIDTHS, Width},
};
use crate::markup::Markup;

/// The room that a date takes, in CSS pixels, and a year alone.
const LABEL: f64 = 66.0;
const YEAR: f64 = 44.0;

/// Writes the axis for every width.
pub(super) fn write(markup: &mut Markup, drawing: &Drawing<'_>) {
    for width in &WIDTHS {
        markup.raw("<svg").attribute("class", &format!("axis {}", width.class));
        markup.raw(" width=\"100%\" height=\"24\" aria-hidden=\"true\" focusable=\"false\">");
        markup.with(|markup| within(markup, drawing, width)).raw("</svg>");
    }
}

/// Writes the axis for a width, into a drawing of that width.
pub(super) fn within(markup: &mut Markup, drawing: &Drawing<'_>, width: &Width) {
    markup.raw("<line class=\"axis\" x1=\"0\" x2=\"100%\" y1=\"0.5\" y2=\"0.5\"/>");
    for (bin, label) in date_labels(drawing.locale, drawing.scale, width) {
        let place = drawing.scale.extent_of(bin).0;
        markup.raw("<line class=\"tick\" y1=\"0\" y2=\"6\"").percent("x1", place).percent("x2", place).raw("/>");
        // At the very end there is a tick and no room for a date.
        if (1.0 - place) * width.pixels > LABEL {
            markup.raw("<text class=\"date\" y=\"18\" dx=\"3\"").percent("x", place).raw(">");
            markup.text(&label).raw("</text>");
        }
    }
}

/// The bins whose first day is written below them, at round dates, with room for each in a drawing of this width.
fn date_labels(locale: Locale, scale: &TimeScale, width: &Width) -> Vec<(usize, String)> {
    /// Steps that leave round dates, for bins of this many months.
    const MONTHS: [i32; 11] = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
    let months = match scale.unit {
        TimeUnit::Day | TimeUnit::Week => None,
        TimeUnit::Months(n) => i32::try_from(n).ok(),
        TimeUnit::Years(n) => i32::try_from(12 * n).ok(),
    };
    let start = |bin: usize| scale.days_of(bin).0;
    let place = |bin: usize| scale.extent_of(bin).0;
    let are_apart = |bins: &[usize], room: f64| {
        bins.windows(2).all(|pair| (place(pair[1]) - place(pair[0])) * width.pixels >= room)
    };
    let fit = |bins: &[usize]| bins.len() <= width.dates && are_apart(bins, LABEL);
    let begins_a_unit = |bin: &usize| scale.unit.floor(start(*bin)) == start(*bin);
    if let Some(months) = months {
        let absolute = |bin: usize| start(bin).year() * 12 + start(bin).month0().cast_signed();
        let bins_at = |step: i32| {
            (0..scale.bins()).filter(begins_a_unit).filter(move |bin| absolute(*bin) % step == 0).collect::<Vec<_>>()
        };
        let fitting = MONTHS.iter().filter(|step| **step % months == 0).map(|step| (*step, bins_at(*step)));
        let (step, bins) = fitting
            .into_iter()
            .find(|(step, bins)| if step % 12 == 0 { are_apart(bins, YEAR) } else { fit(bins) })
            .unwrap_or_default();
        let label = |bin: usize| {
            if step % 12 == 0 { start(bin).year().to_string() } else { words::short_month_of(locale, start(bin)) }
        };
        bins.into_iter().map(|bin| (bin, label(bin))).collect()
    } else {
        let bins: Vec<usize> = (0..scale.bins()).filter(begins_a_unit).collect();
        let every = |step: usize| bins.iter().copied().step_by(step).collect::<Vec<_>>();
        let fitting = (1..=bins.len()).map(every).find(|bins| fit(bins)).unwrap_or_default();
        fitting.into_iter().map(|bin| (bin, words::short_day(locale, start(bin)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(first: &str, last: &str, width: &Width) -> Vec<String> {
        let day = |text: &str| text.parse().expect("a day");
        let scale = TimeScale::covering(day(first), day(last), 42);
        date_labels(Locale::En, &scale, width).into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn the_axis_shows_round_dates_with_room_for_each() {
        let [broad, middle, slim] = &WIDTHS;
        let years = ["2018", "2019", "2020", "2021", "2022", "2023", "2024", "2025", "2026"];
        assert_eq!(labels("2017-08-01", "2026-11-23", broad), years);
        assert_eq!(labels("2017-08-01", "2026-11-23", slim), ["2018", "2020", "2022", "2024", "2026"]);
        assert_eq!(
            labels("2025-06-01", "2026-11-23", middle),
            ["Jul 2025", "Oct 2025", "Jan 2026", "Apr 2026", "Jul 2026", "Oct 2026"]
        );
        // Three dates half a year apart would stand in each other's way.
        assert_eq!(labels("2017-08-01", "2019-12-30", slim), ["2018", "2019"]);
        assert_eq!(labels("2025-11-03", "2025-11-12", slim), ["3 Nov", "6 Nov", "9 Nov", "12 Nov"]);
    }
}
