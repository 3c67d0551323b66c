//! The picture as a file by itself, to be put into a paper: a drawing of one width with its title, what it says, how it is
//! read, where it is from and of which day. Marks, columns, dates and milestones are those of the page.

use chrono::NaiveDate;
use domain::{Catalogue, ListQuery, Locale, Stance};
use service::Figure;
use words::{paths::Address, text};

use super::{Drawing, axis, columns, heading, lanes, moments, signs, width::Width};
use crate::{
    components::{filter_in_words, stance},
    markup::Markup,
    svg_text::{lines, write_lines},
};

/// How wide the drawing is, in pixels, and how much is left free at its edges.
const WIDTH: f64 = 1_200.0;
const EDGE: f64 = 40.0;

/// Where the plot begins; before it stand the names.
const PLOT: f64 = 290.0;

/// How many characters of a name stand in a line before the plot.
const NAME: usize = 30;

/// The plot.
const PLOT_WIDTH: Width = Width { class: "file", pixels: WIDTH - PLOT - EDGE, dates: 10 };

/// How it looks: light, because it is for paper, and without variables, which programs that draw such files do not know.
const STYLE: &str = "text{font-family:'Source Sans 3',sans-serif;fill:#1c2126}\
    .title{font-size:26px;font-weight:600}.reading{font-size:16px;fill:#525b64}.small{font-size:13px;fill:#525b64}\
    .name{font-size:14px}.strong{font-weight:600}.date{font-size:12px;fill:#525b64}\
    line.lane{stroke:#dfdcd3}line.axis,.tick{stroke:#8a8f94}\
    line.moment{stroke:#8a8f94;stroke-dasharray:2 3}text.moment{font-size:12px;fill:#525b64}\
    line.review{stroke:#8a1538;stroke-width:1.5;stroke-dasharray:none}text.review{fill:#8a1538;font-weight:600}\
    line.now{stroke:#1c2126;stroke-dasharray:none}text.now{fill:#1c2126}\
    .stance-strongly-support{fill:#0e4f3a;stroke:#0e4f3a}.stance-support{fill:#1f6f54;stroke:#1f6f54}\
    .stance-mixed,.stance-conditional{fill:#6b5b95;stroke:#6b5b95}.stance-oppose{fill:#a8491b;stroke:#a8491b}\
    .stance-strongly-oppose{fill:#8a3110;stroke:#8a3110}.stance-no-position,.stance-none{fill:#5a646d;stroke:#5a646d}\
    .neutral,.dot{fill:#33393f;stroke:#33393f}.sign,.column{stroke-width:0}\
    .sign.hollow{fill:#ffffff;stroke-width:1.6}.whisker{stroke:#8a8f94;stroke-width:1.5;fill:none}\
    .number{font-size:12px;font-weight:600;fill:#525b64}.within{fill:#ffffff;text-anchor:middle}\
    .number.hollow.within{fill:#1c2126}";

/// The picture of a list as an SVG document. `public_url` is where readers reach the site.
pub(crate) fn drawing_file(
    locale: Locale,
    catalogue: &Catalogue,
    figure: &Figure,
    today: NaiveDate,
    public_url: &str,
) -> String {
    let Figure { query, result, time, picture } = figure;
    let drawing = Drawing::new(locale, catalogue, query, picture, today);
    let mut body = Markup::default();
    let mut y = EDGE + 14.0;
    let (title, reading) = heading::in_words(locale, catalogue, query, result);
    y = write_lines(&mut body, "title", EDGE, y, 31.0, &lines(&title, 86));
    y = write_lines(&mut body, "reading", EDGE, y, 21.0, &lines(&reading, 150));
    let period = words::range(locale, time.drawn.first, time.drawn.last);
    y = write_lines(&mut body, "small strong", EDGE, y + 2.0, 18.0, &[period]);
    y = plot(&mut body, &drawing, y);
    y = legend(&mut body, &drawing, y + 22.0);
    let mut small = lines(&drawing.reading(), 170);
    small.extend(moments::numbered(&drawing).iter().flat_map(|line| lines(line, 170)));
    y = write_lines(&mut body, "small", EDGE, y + 6.0, 18.0, &small);
    y = write_lines(&mut body, "small", EDGE, y + 8.0, 18.0, &credit(locale, catalogue, query, today, public_url));
    document(&body.finish(), &title, y + EDGE - 18.0)
}

/// The whole document, so many pixels high.
fn document(body: &str, title: &str, height: f64) -> String {
    let mut markup = Markup::with_room(body.len() + 4_000);
    markup.raw("<svg xmlns=\"http://www.w3.org/2000/svg\"").measure("width", WIDTH).measure("height", height);
    markup
        .raw(" viewBox=\"0 0 ")
        .tenths(WIDTH)
        .raw(" ")
        .tenths(height)
        .raw("\"><title>")
        .text(title)
        .raw("</title><style>");
    markup.raw(STYLE).raw("</style><rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
    let mut document = markup.finish();
    document.push_str(body);
    document.push_str("</svg>\n");
    document
}

/// A part of the drawing at the place of the plot, so many pixels high.
fn part(markup: &mut Markup, y: f64, height: f64, write: impl FnOnce(&mut Markup)) {
    markup.raw("<svg").measure("x", PLOT).measure("y", y).measure("width", PLOT_WIDTH.pixels).measure("height", height);
    markup.raw(" overflow=\"visible\">").with(write).raw("</svg>");
}

/// Writes milestones, lanes and dates below a place; gives the place below them.
fn plot(markup: &mut Markup, drawing: &Drawing<'_>, top: f64) -> f64 {
    let (rows, labels) = moments::drawn(drawing, &PLOT_WIDTH);
    let mut lanes_part = Markup::default();
    signs(&mut lanes_part);
    let mut y = top + rows;
    let longest = columns::longest(&drawing.picture.lanes);
    for lane in &drawing.picture.lanes {
        let mut within = Markup::default();
        let (height, line) = if drawing.is_crowded {
            columns::within(&mut within, drawing, lane, longest, PLOT_WIDTH.pixels)
        } else {
            lanes::within(&mut within, drawing, lane, &PLOT_WIDTH)
        };
        part(&mut lanes_part, y, height, |markup| {
            markup.append(&within);
        });
        let name = lines(&format!("{}  {}", drawing.lane_name(lane), words::number(drawing.locale, lane.total)), NAME);
        let first = y + line + 5.0 - 8.0 * (f64::from(u32::try_from(name.len()).unwrap_or(1)) - 1.0);
        lanes_part.raw("<g text-anchor=\"end\">");
        write_lines(&mut lanes_part, "name", PLOT - 12.0, first, 16.0, &name);
        lanes_part.raw("</g>");
        y += height.max(20.0);
    }
    part(markup, top, y - top, |markup| {
        markup.append(&labels);
    });
    markup.append(&lanes_part);
    part(markup, y, 24.0, |markup| axis::within(markup, drawing, &PLOT_WIDTH));
    y + 24.0
}

/// Writes the signs that are drawn, with what they mean; gives the place below them.
fn legend(markup: &mut Markup, drawing: &Drawing<'_>, y: f64) -> f64 {
    if !drawing.by_stance {
        return y;
    }
    let mut x = EDGE + 8.0;
    for stance in Stance::ALL.iter().filter(|stance| drawing.has(**stance)) {
        let (class, label) = (stance::class(*stance), words::stance(drawing.locale, *stance));
        markup.raw("<use class=\"sign ").raw(class).raw("\" href=\"#").raw(class).raw("\"").measure("x", x);
        markup.measure("y", y - 4.0).raw("/>");
        write_lines(markup, "name", x + 14.0, y, 0.0, std::slice::from_ref(&label));
        x += 40.0 + 7.4 * f64::from(u32::try_from(label.chars().count()).unwrap_or(20));
    }
    y + 18.0
}

/// What was asked for, where it is from, and of which day.
fn credit(locale: Locale, catalogue: &Catalogue, query: &ListQuery, today: NaiveDate, public_url: &str) -> Vec<String> {
    let asked = filter_in_words(locale, catalogue, query);
    let at = format!("{public_url}{}", Address::Timeline(Box::new(query.at(None))).in_locale(locale));
    let from = text!(locale, picture.credit, date = words::day(locale, today));
    asked.into_iter().chain(lines(&format!("{from} {at}"), 170)).collect()
}
