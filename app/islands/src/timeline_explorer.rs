//! Moving about in the timeline: drawing over a stretch of time looks at it closer, pointing at a mark or going to it with
//! the arrow keys reads it in a card beside it, a click or Enter pins the card, and keys zoom and move. Where one is stands
//! in the address. Without JavaScript the links around the drawing do the same, and every mark is a link.

mod card;
mod marks;
mod screen;

use std::rc::Rc;

use leptos::{
    ev::{KeyboardEvent, PointerEvent},
    html,
    prelude::*,
    web_sys::MouseEvent,
};

use self::{
    card::Card,
    marks::{Drawn, Mark, Step},
};
use super::shared::{effect, followed};

/// Where the reader is in the drawing.
#[derive(Clone, Copy)]
struct Explorer {
    plot: NodeRef<html::Div>,
    /// The drawing as it was last measured.
    drawn: StoredValue<Option<Rc<Drawn>>, LocalStorage>,
    /// The mark that is read, by its place among those of the drawing.
    mark: RwSignal<Option<usize>>,
    /// The stretches that are chosen: where choosing began, and where it is now.
    brush: RwSignal<Option<(usize, usize)>>,
    /// Where the pointer was pressed.
    pressed: StoredValue<Option<f64>>,
    /// Whether the card stays where it is, whatever is pointed at.
    pinned: RwSignal<bool>,
}

impl Explorer {
    /// How far the pointer goes before it draws, as a part of the width: less is a click that was not held still.
    const STILL: f64 = 0.006;

    /// The drawing as it is on the screen.
    fn drawn(self) -> Option<Rc<Drawn>> {
        if self.drawn.with_value(Option::is_none) {
            let drawn = self.plot.get_untracked().and_then(|plot| screen::drawn(&plot));
            self.drawn.set_value(drawn.map(Rc::new));
        }
        self.drawn.get_value()
    }

    /// Measures again, because the window has another size. What is read and chosen stays if it is still drawn.
    fn measure_again(self) {
        let Some(before) = self.drawn.get_value() else { return };
        self.drawn.set_value(None);
        let Some(drawn) = self.drawn() else { return };
        let address = |at: usize| before.marks.get(at).map(|mark| &mark.address);
        let same = |at: usize| drawn.marks.iter().position(|other| Some(&other.address) == address(at));
        self.mark.update(|mark| *mark = mark.and_then(same));
        self.pinned.update(|pinned| *pinned &= self.mark.get_untracked().is_some());
    }

    fn place(self, event: &PointerEvent) -> Option<(f64, f64)> {
        self.plot.get_untracked().map(|plot| screen::place(&plot, event))
    }

    fn press(self, event: &PointerEvent) {
        let (Some(drawn), Some((x, _))) = (self.drawn(), self.place(event)) else { return };
        // Words of the card can be chosen without drawing over time.
        let draws = event.button() == 0 && drawn.has(x) && !screen::is_in_card(event);
        self.pressed.set_value(draws.then_some(x));
    }

    fn point(self, event: &PointerEvent) {
        let (Some(drawn), Some((x, y))) = (self.drawn(), self.place(event)) else { return };
        match self.pressed.get_value() {
            None if self.pinned.get_untracked() => {}
            None => self.mark.set(drawn.mark_at(x, y)),
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

    /// Pins the card of a mark that is clicked. With a key held down it is a link as any other.
    fn click(self, event: &MouseEvent) {
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        let (Some(drawn), Some(address)) = (self.drawn(), screen::mark_of(event)) else { return };
        let at = drawn.marks.iter().position(|mark| mark.address == address);
        if let Some(at) = at.filter(|_| is_plain) {
            event.prevent_default();
            self.mark.set(Some(at));
            self.pinned.set(true);
        }
    }

    /// Closes the card; what is chosen is given up.
    fn close(self) {
        self.pinned.set(false);
        self.mark.set(None);
        self.brush.set(None);
    }

    fn leave(self) {
        if self.pressed.get_value().is_none() && !self.pinned.get_untracked() {
            self.mark.set(None);
        }
    }

    fn cancel(self) {
        self.pressed.set_value(None);
        self.brush.set(None);
    }

    /// Goes to what is chosen.
    fn look_at_brush(self) {
        let Some(address) = self.brush.get_untracked().and_then(|brush| self.drawn()?.address_of(brush)) else {
            return;
        };
        screen::go(&address);
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
                self.close();
                if let Some(plot) = self.plot.get_untracked() {
                    let _ = plot.focus();
                }
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
        } else if self.mark.get_untracked().is_some() {
            self.pinned.set(true);
            screen::enter_card();
        }
    }

    fn step(self, step: Step) {
        let Some(drawn) = self.drawn() else { return };
        self.brush.set(None);
        self.pinned.set(false);
        self.mark.update(|mark| *mark = drawn.stepped(*mark, step));
    }

    /// Moves the end of what is chosen by one; it begins at the mark that is read, or where time does.
    fn stretch_brush(self, forward: bool) {
        let Some(drawn) = self.drawn() else { return };
        let start = self.with_mark(self.mark.get_untracked(), |mark| drawn.bin_at(mark.x)).unwrap_or_default();
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

    /// Takes what is needed from a mark.
    fn with_mark<T>(self, mark: Option<usize>, take: impl Fn(&Mark) -> T) -> Option<T> {
        self.drawn()?.marks.get(mark?).map(take)
    }

    /// Where the mark that is read is.
    fn pointed(self) -> Option<(f64, f64)> {
        let mark = self.mark.get().filter(|_| self.brush.get().is_none());
        self.with_mark(mark, |mark| (mark.x, mark.y))
    }

    /// What is read out.
    fn reading(self) -> String {
        let Some(brush) = self.brush.get() else {
            return self.with_mark(self.mark.get(), |mark| mark.reading.clone()).unwrap_or_default();
        };
        self.chosen(brush).unwrap_or_default()
    }

    /// What is chosen, in words.
    fn chosen(self, brush: (usize, usize)) -> Option<String> {
        let (plot, drawn) = (self.plot.get_untracked()?, self.drawn()?);
        let (first, last) = drawn.ends(brush)?;
        let time =
            if first.from == last.to { first.from.clone() } else { format!("{} \u{2013} {}", first.from, last.to) };
        Some(format!("{} {time}", screen::chosen(&plot)))
    }
}

/// The drawings, that can be moved about in. They say what they are cut into; `data-label` and `data-chosen` of the figure
/// around them are the name of the whole and the word before what is chosen.
#[island]
pub fn TimelineExplorer(
    /// The drawings.
    children: Children,
) -> impl IntoView {
    let plot = NodeRef::<html::Div>::new();
    let explorer = Explorer {
        plot,
        drawn: StoredValue::new_local(None),
        mark: RwSignal::new(None),
        brush: RwSignal::new(None),
        pressed: StoredValue::new(None),
        pinned: RwSignal::new(false),
    };
    effect(move || {
        if let Some(plot) = plot.get() {
            screen::awaken(&plot);
            screen::watch_size(explorer);
        }
    });
    let on_key = move |event: KeyboardEvent| {
        // Within the card keys do what they do in any page, but for the one that closes it.
        let is_other = event.ctrl_key() || event.alt_key() || event.meta_key();
        let is_other = is_other || (screen::is_in_card(&event) && event.key() != "Escape");
        if !is_other && explorer.key(&event.key(), event.shift_key()) {
            event.prevent_default();
        }
    };
    let (brush, cursor) = (NodeRef::<html::Div>::new(), NodeRef::<html::Div>::new());
    effect(move || screen::put(brush.get(), "width", explorer.brushed()));
    effect(move || screen::put(cursor.get(), "top", explorer.pointed()));
    view! {
        <div
            class="plot"
            node_ref=plot
            on:pointerdown=move |event| explorer.press(&event)
            on:pointermove=move |event| explorer.point(&event)
            on:pointerup=move |_| explorer.release()
            on:pointercancel=move |_| explorer.cancel()
            on:pointerleave=move |_| explorer.leave()
            on:click=move |event| explorer.click(&event)
            // A link that is dragged would take the pointer away.
            on:dragstart=move |event| event.prevent_default()
            on:keydown=on_key
        >
            {children()}
            <div class="brush" node_ref=brush hidden></div>
            <div class="cursor" node_ref=cursor hidden></div>
            <Card explorer/>
        </div>
        <p class="reading-out" role="status" hidden>{followed(move || explorer.reading())}</p>
    }
}
