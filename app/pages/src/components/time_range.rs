//! Which time the picture shows, and links to earlier, later, closer and wider.

use domain::{DayRange, ListQuery, Locale};
use leptos::prelude::*;
use service::ShownTime;
use words::{paths::Address, text};

/// The list over other days. Where those reach as far as there is anything, the list has no end there, unless one without
/// dates would show the review's cycle; that one has none.
pub(super) fn over(query: &ListQuery, days: DayRange, time: ShownTime) -> ListQuery {
    let ShownTime { whole, cycle, .. } = time;
    let mut query = query.at(None);
    query.filter.from = (days.first > whole.first || cycle.is_some()).then_some(days.first);
    query.filter.to = (days.last < whole.last).then_some(days.last);
    if Some(days) == cycle {
        (query.filter.from, query.filter.to) = (None, None);
    }
    query
}

/// The time that is shown, with the steps from it to others. A step that leads nowhere is there and no link.
#[component]
pub(crate) fn TimeRange<'a>(
    /// The reader's language.
    locale: Locale,
    /// The list.
    query: &'a ListQuery,
    /// The time.
    time: ShownTime,
) -> impl IntoView + use<> {
    let ShownTime { drawn, whole, cycle } = time;
    let is_cut = query.filter.from.is_some() || query.filter.to.is_some() || cycle == Some(drawn);
    let is_whole = drawn == whole || !is_cut;
    let steps = [
        ("earlier", text!(locale, range.earlier), drawn.earlier(whole)),
        ("later", text!(locale, range.later), drawn.later(whole)),
        ("in", text!(locale, range.closer), drawn.zoomed_in()),
        ("out", text!(locale, range.wider), drawn.zoomed_out(whole)),
        ("cycle", text!(locale, range.cycle), cycle.filter(|cycle| *cycle != drawn)),
        ("whole", text!(locale, range.whole), (!is_whole).then_some(whole)),
    ];
    // Where there is no cycle apart from the whole time there is no step to it.
    let steps = steps.into_iter().filter(|(step, ..)| *step != "cycle" || cycle.is_some());
    let items = steps
        .map(|(step, label, days)| match days {
            Some(days) => {
                let href = Address::Timeline(Box::new(over(query, days, time))).part(locale, "timeline");
                view! { <li><a href=href data-step=step>{label}</a></li> }.into_any()
            }
            None => view! { <li><span aria-disabled="true">{label}</span></li> }.into_any(),
        })
        .collect_view();
    view! {
        <nav class="time-range" aria-label=text!(locale, range.label)>
            <p>{words::range(locale, drawn.first, drawn.last)}</p>
            <ul>{items}</ul>
        </nav>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(first: &str, last: &str) -> DayRange {
        DayRange::new(first.parse().expect("a day"), last.parse().expect("a day"))
    }

    #[test]
    fn a_range_up_to_an_end_is_open_there() {
        let whole = range("2020-01-01", "2026-12-31");
        let query = ListQuery::default().with("topic", "ip").with("from", "2021-01-01");
        let dates = |days, cycle| {
            let filter = over(&query, days, ShownTime { drawn: days, whole, cycle }).filter;
            (filter.from.map(|day| day.to_string()), filter.to.map(|day| day.to_string()))
        };
        assert_eq!(dates(whole, None), (None, None));
        assert_eq!(dates(range("2020-01-01", "2022-05-01"), None), (None, Some("2022-05-01".into())));
        assert_eq!(dates(range("2023-05-01", "2026-12-31"), None), (Some("2023-05-01".into()), None));
        // Without dates the cycle of the review is shown, so the whole time has to be named.
        let cycle = range("2025-09-17", "2026-12-31");
        assert_eq!(dates(cycle, Some(cycle)), (None, None));
        assert_eq!(dates(whole, Some(cycle)), (Some("2020-01-01".into()), None));
    }
}
