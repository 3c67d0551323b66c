//! Tables that may be wider than the screen.

use leptos::prelude::*;

/// A table that scrolls by itself, by keyboard too, with the names of its columns. `class` is empty where its
/// cells are like those of other tables.
pub(crate) fn scrolling_table(label: String, class: &'static str, columns: Vec<String>, rows: AnyView) -> AnyView {
    let heads = columns.into_iter().map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    let class = (!class.is_empty()).then_some(class);
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label>
            <table class=class>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
