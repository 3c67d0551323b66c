//! Moving about in the timeline: drawing over a stretch of time looks at it closer, pointing at a mark or going to it with
//! the arrow keys reads it, and keys zoom and move. Where one is stands in the address. Without JavaScript the links
//! around the drawing do the same, and every mark is a link.

mod marks;
#[cfg(feature = "hydrate")]
mod screen;

use std::sync::Arc;

use leptos::{
    ev::{KeyboardEvent, PointerEvent},
    html,
    prelude::*,
};
use serde::{Deserialize, Serialize};

use self::marks::{Drawn, Mark, Step};

/// A stretch of time that a drawing is cut into: its first day and its last, as they stand in an address, from when to
/// when it is in words, which may be the same, and where it begins, in millionths of the width.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch(pub String, pub String, pub String, pub String, pub u32);

impl Stretch {
    const WIDTH: f64 = 1_000_000.0;

    /// Where a stretch begins that begins at a part of the width.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of the width")]
    pub fn start_of(part: f64) -> u32 {
        (part * Self::WIDTH).round() as u32
    }

    fn start(&self) -> f64 {
        f64::from(self.4) / Self::WIDTH
    }
}

/// The stretches of both drawings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretches {
    /// Those of the wide drawing.
    pub wide: Vec<Stretch>,
    /// Those of the narrow drawing; empty where they are the same.
    pub narrow: Vec<Stretch>,
}

/// The words of the timeline, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplorerWords {
    /// The name of the drawing.
    pub label: String,
    /// What the keys do.
    pub keys: String,
    /// Before a stretch of time that is chosen.
    pub chosen: String,
    /// From a time to another, with `{from}` and `{to}` in their places.
    pub range: String,
}

/// Where the reader is in the drawing.
#[derive(Clone, Copy)]
struct Explorer {
    plot: NodeRef<html::Div>,
    stretches: StoredValue<Stretches>,
    /// The address of the list that is shown, before and after its dates.
    address: StoredValue<(String, String)>,
    /// The drawing as it was last measured.
    drawn: StoredValue<Option<Arc<Drawn>>>,
    /// The mark that is read.
    mark: RwSignal<Option<Mark>>,
    /// The stretches that are chosen: where choosing began, and where it is now.
    brush: RwSignal<Option<(usize, usize)>>,
    /// Where the pointer was pressed.
    pressed: StoredValue<Option<f64>>,
}

impl Explorer {
    /// How far the pointer goes before it draws, as a part of the width: less is a click that was not held still.
    const STILL: f64 = 0.006;

    /// The drawing as it is on the screen.
    fn drawn(self) -> Option<Arc<Drawn>> {
        if self.drawn.with_value(Option::is_none) {
            let starts = |stretches: &[Stretch]| stretches.iter().map(Stretch::start).collect::<Vec<f64>>();
            let starts = self.stretches.with_value(|all| (starts(&all.wide), starts(&all.narrow)));
            let drawn = self.plot.get_untracked().and_then(|plot| screen::drawn(&plot, starts));
            self.drawn.set_value(drawn.map(Arc::new));
        }
        self.drawn.get_value()
    }

    /// Measures again, because the window has another size. What is read and chosen stays if it is still drawn.
    fn measure_again(self) {
        let Some(before) = self.drawn.get_value() else { return };
        self.drawn.set_value(None);
        let Some(drawn) = self.drawn() else { return };
        let same = |mark: Mark| drawn.marks.iter().find(|other| other.address == mark.address).cloned();
        self.mark.update(|mark| *mark = mark.take().and_then(same));
        self.brush.update(|brush| *brush = brush.filter(|_| drawn.is_narrow == before.is_narrow));
    }

    fn place(self, event: &PointerEvent) -> Option<(f64, f64)> {
        self.plot.get_untracked().map(|plot| screen::place(&plot, event))
    }

    fn press(self, event: &PointerEvent) {
        let (Some(drawn), Some((x, _))) = (self.drawn(), self.place(event)) else { return };
        self.pressed.set_value((event.button() == 0 && drawn.has(x)).then_some(x));
    }

    fn point(self, event: &PointerEvent) {
        let (Some(drawn), Some((x, y))) = (self.drawn(), self.place(event)) else { return };
        match self.pressed.get_value() {
            None => self.mark.set(drawn.mark_at(x, y).map(|at| drawn.marks[at].clone())),
            Some(start) if self.brush.get_untracked().is_some() || (x - start).abs() > Self::STILL => {
                if let Some(plot) = self.plot.get_untracked() {
                    screen::capture(&plot, event);
                }
                self.brush.set(Some((drawn.bin_at(start), drawn.bin_at(x))));
            }
            Some(_) => {}
        }
    }

    fn release(self) {
        if self.pressed.get_value().is_some() && self.brush.get_untracked().is_some() {
            self.look_at_brush();
        }
        self.pressed.set_value(None);
    }

    fn leave(self) {
        if self.pressed.get_value().is_none() {
            self.mark.set(None);
        }
    }

    fn cancel(self) {
        self.pressed.set_value(None);
        self.brush.set(None);
    }

    /// Goes to what is chosen.
    fn look_at_brush(self) {
        let Some((one, other)) = self.brush.get_untracked() else { return };
        let stretch = |bin| self.with_stretch(bin, |Stretch(first, last, ..)| (first.clone(), last.clone()));
        let (Some((first, _)), Some((_, last))) = (stretch(one.min(other)), stretch(one.max(other))) else { return };
        screen::go(
            &self.address.with_value(|(before, after)| format!("{before}from={first}&to={last}{after}#timeline")),
        );
    }

    /// Takes what is needed from a stretch of the drawing that is shown.
    fn with_stretch<T>(self, bin: usize, take: impl Fn(&Stretch) -> T) -> Option<T> {
        let is_narrow = self.drawn().is_some_and(|drawn| drawn.is_narrow);
        self.stretches.with_value(|all| {
            let shown = if is_narrow && !all.narrow.is_empty() { &all.narrow } else { &all.wide };
            shown.get(bin).map(take)
        })
    }

    /// Does what a key is for; says whether it is for anything.
    fn key(self, key: &str, with_shift: bool) -> bool {
        match (key, with_shift) {
            ("ArrowLeft", true) => self.stretch_brush(false),
            ("ArrowRight", true) => self.stretch_brush(true),
            ("ArrowLeft", false) => self.step(Step::Before),
            ("ArrowRight", false) => self.step(Step::After),
            ("ArrowUp", _) => self.step(Step::LaneAbove),
            ("ArrowDown", _) => self.step(Step::LaneBelow),
            ("Home", _) => self.step(Step::First),
            ("End", _) => self.step(Step::Last),
            ("Enter", _) => self.enter(),
            ("Escape", _) => {
                self.mark.set(None);
                self.brush.set(None);
            }
            ("+" | "=", _) => screen::follow("in"),
            ("-", _) => screen::follow("out"),
            ("PageUp", _) => screen::follow("earlier"),
            ("PageDown", _) => screen::follow("later"),
            ("0", _) => screen::follow("whole"),
            _ => return false,
        }
        true
    }

    fn enter(self) {
        if self.brush.get_untracked().is_some() {
            screen::remember_keys();
            self.look_at_brush();
        } else if let Some(mark) = self.mark.get_untracked() {
            screen::go(&mark.address);
        }
    }

    fn step(self, step: Step) {
        let Some(drawn) = self.drawn() else { return };
        let from = self.mark.get_untracked().and_then(|mark| drawn.marks.iter().position(|other| *other == mark));
        self.brush.set(None);
        self.mark.set(drawn.stepped(from, step).map(|at| drawn.marks[at].clone()));
    }

    /// Moves the end of what is chosen by one; it begins at the mark that is read, or where time does.
    fn stretch_brush(self, forward: bool) {
        let Some(drawn) = self.drawn() else { return };
        let start = self.mark.get_untracked().map_or(0, |mark| drawn.bin_at(mark.x));
        let brush = match self.brush.get_untracked() {
            None => (start, start),
            Some((from, to)) if forward => (from, (to + 1).min(drawn.starts.len().saturating_sub(1))),
            Some((from, to)) => (from, to.saturating_sub(1)),
        };
        self.brush.set(Some(brush));
    }

    /// Where what is chosen begins and how wide it is.
    fn brushed(self) -> Option<(f64, f64)> {
        let (one, other) = self.brush.get()?;
        Some(self.drawn()?.extent((one.min(other), one.max(other))))
    }

    /// What is read out.
    fn reading(self, words: &ExplorerWords) -> String {
        let Some((one, other)) = self.brush.get() else {
            return self.mark.get().map(|mark| mark.reading).unwrap_or_default();
        };
        let from = self.with_stretch(one.min(other), |Stretch(_, _, from, ..)| from.clone()).unwrap_or_default();
        let to = self.with_stretch(one.max(other), |Stretch(_, _, _, to, _)| to.clone()).unwrap_or_default();
        let time = if from == to { from } else { words.range.replace("{from}", &from).replace("{to}", &to) };
        format!("{} {time}", words.chosen)
    }
}

/// The drawings, that can be moved about in.
#[island]
pub fn TimelineExplorer(
    /// What the drawings are cut into.
    stretches: Stretches,
    /// The address of the list that is shown, up to its dates.
    before: String,
    /// What comes after its dates.
    after: String,
    /// The words.
    words: ExplorerWords,
    /// The drawings.
    children: Children,
) -> impl IntoView {
    let plot = NodeRef::<html::Div>::new();
    let explorer = Explorer {
        plot,
        stretches: StoredValue::new(stretches),
        address: StoredValue::new((before, after)),
        drawn: StoredValue::new(None),
        mark: RwSignal::new(None),
        brush: RwSignal::new(None),
        pressed: StoredValue::new(None),
    };
    let awake = RwSignal::new(false);
    // Effects run in the browser only, after the server's HTML was taken over as it is.
    Effect::new(move |_| {
        awake.set(true);
        screen::watch_size(explorer);
    });
    Effect::new(move |_| {
        if awake.get()
            && let Some(plot) = plot.get()
        {
            screen::return_focus(&plot);
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let is_other = event.ctrl_key() || event.alt_key() || event.meta_key();
        if !is_other && explorer.key(&event.key(), event.shift_key()) {
            event.prevent_default();
        }
    };
    let percent = |part: f64| format!("{:.3}%", part * 100.0);
    let brush = move || {
        explorer.brushed().map(|(start, width)| {
            view! { <div class="brush" style:left=percent(start) style:width=percent(width)></div> }
        })
    };
    let cursor = move || {
        let mark = explorer.mark.get().filter(|_| explorer.brush.get().is_none());
        mark.map(|mark| view! { <div class="cursor" style:left=percent(mark.x) style:top=percent(mark.y)></div> })
    };
    let (label, keys) = (words.label.clone(), words.keys.clone());
    view! {
        <div
            class="plot"
            node_ref=plot
            role=move || awake.get().then_some("application")
            tabindex=move || awake.get().then_some("0")
            aria-label=move || awake.get().then(|| label.clone())
            aria-describedby=move || awake.get().then_some("timeline-keys")
            on:pointerdown=move |event| explorer.press(&event)
            on:pointermove=move |event| explorer.point(&event)
            on:pointerup=move |_| explorer.release()
            on:pointercancel=move |_| explorer.cancel()
            on:pointerleave=move |_| explorer.leave()
            // A link that is dragged would take the pointer away.
            on:dragstart=move |event| event.prevent_default()
            on:keydown=on_key
        >
            {children()}
            {brush}
            {cursor}
        </div>
        <p class="reading-out" role="status" hidden=move || !awake.get()>{move || explorer.reading(&words)}</p>
        <p class="keys" id="timeline-keys" hidden=move || !awake.get()>{keys}</p>
    }
}

/// There is no screen on the server.
#[cfg(not(feature = "hydrate"))]
mod screen {
    use super::{Drawn, Explorer, PointerEvent};

    #[expect(clippy::unnecessary_wraps, reason = "as in the browser, where it may not be laid out")]
    pub(super) fn drawn<T>(_plot: &T, (starts, _): (Vec<f64>, Vec<f64>)) -> Option<Drawn> {
        Some(Drawn { start: 0.0, width: 1.0, starts, is_narrow: false, lanes: Vec::new(), marks: Vec::new() })
    }

    pub(super) fn place<T>(_plot: &T, _event: &PointerEvent) -> (f64, f64) {
        (0.0, 0.0)
    }

    pub(super) fn capture<T>(_plot: &T, _event: &PointerEvent) {}

    pub(super) fn go(_address: &str) {}

    pub(super) fn follow(_step: &str) {}

    pub(super) fn remember_keys() {}

    pub(super) fn return_focus<T>(_plot: &T) {}

    pub(super) fn watch_size(explorer: Explorer) {
        explorer.measure_again();
    }
}
