//! Which time the picture shows, and links to earlier, later, closer and wider.

use domain::{DayRange, ListQuery, Locale};
use leptos::prelude::*;
use service::ShownTime;
use words::{paths::Address, text};

/// The list over other days. Where those reach as far as there is anything, the list has no end there.
fn over(query: &ListQuery, days: DayRange, whole: DayRange) -> ListQuery {
    let mut query = query.at(None);
    query.filter.from = (days.first > whole.first).then_some(days.first);
    query.filter.to = (days.last < whole.last).then_some(days.last);
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
    let ShownTime { drawn, whole } = time;
    let is_cut = query.filter.from.is_some() || query.filter.to.is_some();
    let steps = [
        ("earlier", text!(locale, range.earlier), drawn.earlier(whole)),
        ("later", text!(locale, range.later), drawn.later(whole)),
        ("in", text!(locale, range.closer), drawn.zoomed_in()),
        ("out", text!(locale, range.wider), drawn.zoomed_out(whole)),
        ("whole", text!(locale, range.whole), is_cut.then_some(whole)),
    ];
    let items = steps
        .into_iter()
        .map(|(step, label, days)| match days {
            Some(days) => {
                let href = Address::Timeline(Box::new(over(query, days, whole))).part(locale, "timeline");
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
        let dates = |days| {
            let filter = over(&query, days, whole).filter;
            (filter.from.map(|day| day.to_string()), filter.to.map(|day| day.to_string()))
        };
        assert_eq!(dates(whole), (None, None));
        assert_eq!(dates(range("2020-01-01", "2022-05-01")), (None, Some("2022-05-01".into())));
        assert_eq!(dates(range("2023-05-01", "2026-12-31")), (Some("2023-05-01".into()), None));
    }
}
