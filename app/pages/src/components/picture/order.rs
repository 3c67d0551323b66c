//! The order of the lanes, and the choice of it.

use std::{borrow::Cow, cmp::Reverse};

use domain::{Catalogue, Group, Lane, LaneOrder, Lanes, ListQuery, Locale, Picture, Stance};
use leptos::prelude::*;
use words::{paths::Address, text};

/// The picture with its lanes in the order that is asked for; those with the most statements come first otherwise.
pub(super) fn in_order<'a>(
    picture: &'a Picture,
    catalogue: &Catalogue,
    locale: Locale,
    query: &ListQuery,
) -> Cow<'a, Picture> {
    let mut picture = Cow::Borrowed(picture);
    match query.lane_order {
        LaneOrder::Activity => {}
        LaneOrder::Place => picture.to_mut().lanes.sort_by_key(|lane| place(catalogue, locale, lane)),
        LaneOrder::Stance => picture.to_mut().lanes.sort_by_key(newest_side),
    }
    picture
}

/// Country, kind and name of a stakeholder; a topic stands by its name.
fn place(catalogue: &Catalogue, locale: Locale, lane: &Lane) -> (Option<(String, String)>, String) {
    let known = catalogue.stakeholders.get(&lane.key);
    let name = known.map_or_else(|| lane.key.to_string(), |known| known.short_name_for(locale).to_lowercase());
    (known.map(|known| (known.country.to_string(), known.kind.to_string())), name)
}

/// Support before opposition by the newest stance on the scale; last come those that never took one.
fn newest_side(lane: &Lane) -> (bool, Reverse<i8>) {
    let dots = lane.dots.iter().rev().filter_map(|dot| dot.stance.and_then(Stance::score));
    let cells = lane.cells.iter().rev().filter_map(|cell| cell.stance.and_then(Stance::score));
    let newest = dots.chain(cells).next();
    (newest.is_none(), Reverse(newest.unwrap_or_default()))
}

/// How many lanes there are, and the ways to others and to another order.
pub(super) fn choices(locale: Locale, query: &ListQuery, picture: &Picture) -> Option<AnyView> {
    let all = picture.lanes.len() as u64 + picture.more_lanes;
    if picture.lanes.len() < 2 {
        return None;
    }
    let link = |to: ListQuery, label: String| {
        let href = Address::Timeline(Box::new(ListQuery { after: None, ..to })).part(locale, "timeline");
        view! { <a href=href>{label}</a> }
    };
    let more = match query.lanes {
        Lanes::Busiest if picture.more_lanes > 0 => {
            let label = match query.group {
                Group::Stakeholder => text!(locale, picture.all_stakeholders, count = all),
                Group::Topic => text!(locale, picture.all_lanes, count = all),
            };
            Some(link(ListQuery { lanes: Lanes::All, ..query.clone() }, label))
        }
        Lanes::Busiest => None,
        Lanes::All => {
            Some(link(ListQuery { lanes: Lanes::Busiest, ..query.clone() }, text!(locale, picture.busiest_lanes)))
        }
    };
    let missing = (query.lanes == Lanes::All && picture.more_lanes > 0)
        .then(|| text!(locale, picture.more, count = picture.more_lanes));
    // Where stances are not told apart there is no order by them.
    let has_stances = picture.lanes.iter().flat_map(|lane| &lane.cells).any(|cell| cell.stance.is_some());
    let offered = LaneOrder::ALL.iter().filter(|order| **order != LaneOrder::Stance || has_stances);
    let orders = offered.map(|order| {
        let label = words::lane_order(locale, *order);
        if *order == query.lane_order {
            return view! { <li aria-current="true">{label}</li> }.into_any();
        }
        view! { <li>{link(ListQuery { lane_order: *order, ..query.clone() }, label)}</li> }.into_any()
    });
    let orders = orders.collect_view();
    Some(
        view! {
            <div class="rows">
                <p>{more} {missing}</p>
                <p>{text!(locale, picture.rows)}</p>
                <ul>{orders}</ul>
            </div>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use domain::{DatePrecision, Dot, PossibleDays};

    use super::*;

    fn lane(key: &str, stances: &[Stance]) -> Lane {
        let days = PossibleDays { latest: chrono::NaiveDate::default(), precision: DatePrecision::Day };
        let dots = stances.iter().map(|stance| Dot { days, stance: Some(*stance) }).collect();
        Lane { key: key.parse().expect("a slug"), total: 1, cells: Vec::new(), dots }
    }

    #[test]
    fn lanes_stand_by_the_newest_stance_on_the_scale() {
        let lanes = vec![
            lane("silent", &[Stance::NoPosition]),
            lane("against", &[Stance::Support, Stance::Oppose]),
            lane("for", &[Stance::Oppose, Stance::StronglySupport, Stance::NoPosition]),
        ];
        let query = ListQuery::default().with("lane_order", "stance");
        let picture = Picture { lanes, ..Picture::default() };
        let ordered = in_order(&picture, &Catalogue::default(), Locale::En, &query);
        let keys: Vec<&str> = ordered.lanes.iter().map(|lane| lane.key.as_str()).collect();
        assert_eq!(keys, ["for", "against", "silent"]);
    }
}
