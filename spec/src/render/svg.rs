//! A machine as a picture: its states in a column, beside each the steps that leave it.

use std::fmt::Write as _;

use super::act::{self, Act, What};
use super::drawing;
use super::graph::kind;
use crate::flow::Flow;
use crate::property::Property;

const WIDTH: usize = 860;
/// The column of states, and the column of steps.
const STATE: Column = Column { left: 64, width: 250 };
const STEP: Column = Column { left: 366, width: 462 };
const LINE: usize = 17;
const GAP: usize = 22;

struct Column {
    left: usize,
    width: usize,
}

impl Column {
    fn middle(&self) -> usize {
        self.left + self.width / 2
    }

    fn right(&self) -> usize {
        self.left + self.width
    }
}

/// Light and dark, as the page is. Letters have the fonts of the machine: nothing is loaded.
const STYLE: &str = "\
.page{fill:#fff}.name{fill:#16202b;font-weight:600}.text{fill:#4a5765}.faint{fill:#7b8794}\
.state{fill:#f3f6f9;stroke:#b9c4cf}.final{fill:#e5f6ec;stroke:#3c9d63}.first{stroke:#16202b}\
.step{fill:#fff;stroke:#d5dce3}.line{stroke:#8593a1;fill:none}.head{fill:#8593a1}\
.redirect{fill:#2f6fde}.callback{fill:#8a4fd0}.post{fill:#0c8a7a}.secret{fill:#c2410c}\
.yes{fill:#e5f6ec}.no{fill:#eef1f4}\
text{font:12px system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif}\
.code{font:11px ui-monospace,'SF Mono',Menlo,'DejaVu Sans Mono',monospace}\
.title{font-size:17px}.end{text-anchor:end}\
@media(prefers-color-scheme:dark){.page{fill:#12171d}.name{fill:#e8edf2}.text{fill:#b4bfca}\
.faint{fill:#8391a0}.state{fill:#1c242d;stroke:#3d4a57}.final{fill:#15301f;stroke:#3c9d63}\
.first{stroke:#e8edf2}.step{fill:#171e26;stroke:#323d49}.secret{fill:#fb923c}\
.redirect{fill:#6ea1ff}.callback{fill:#b98af0}.post{fill:#35bfac}\
.yes{fill:#15301f}.no{fill:#232c36}}";

/// What stands above a picture.
#[derive(Debug, Clone, Copy)]
pub struct Heading<'a> {
    /// In one line.
    pub title: &'a str,
    /// In some lines below it.
    pub summary: &'a str,
    /// Whether the properties of the flow are shown.
    pub properties: bool,
}

/// The machine of a flow as a picture: a whole SVG file.
///
/// ```
/// use spotify_flow_spec::{bundled, render::svg};
/// let flow = bundled::flow("spotify", "client_credentials").unwrap();
/// let heading = svg::Heading { title: &flow.title, summary: &flow.summary, properties: true };
/// assert!(svg::picture(&flow, heading).starts_with("<svg xmlns="));
/// ```
#[must_use]
pub fn picture(flow: &Flow, heading: Heading<'_>) -> String {
    let mut canvas = Canvas::default();
    canvas.text(STATE.left, 40, "name title", heading.title);
    let mut down = 62;
    for line in wrapped(heading.summary, 116) {
        canvas.text(STATE.left, down, "text", &line);
        down += LINE;
    }
    if heading.properties {
        properties(flow, down + 2, &mut canvas);
        down += 32;
    }
    let places = machine(flow, down + 12, &mut canvas);
    canvas.page(heading.title, places)
}

/// A picture as the address of an image, for a page that it stands in: its style is its own there.
#[must_use]
pub fn address(picture: &str) -> String {
    let mut address = "data:image/svg+xml,".to_owned();
    for letter in picture.chars() {
        match letter {
            '\n' => address.push_str("%0A"),
            '"' | '#' | '%' | '&' | '<' | '>' | '\'' | '`' | '(' | ')' | '[' | ']' | '\\' => {
                address.push_str(&format!("%{:02X}", u32::from(letter)));
            }
            other => address.push(other),
        }
    }
    address
}

/// What is drawn so far: lines lie under everything else.
#[derive(Default)]
struct Canvas {
    lines: String,
    shapes: String,
}

impl Canvas {
    fn text(&mut self, x: usize, y: usize, class: &str, text: &str) {
        let text = escaped(text);
        let _ = writeln!(self.shapes, "<text x=\"{x}\" y=\"{y}\" class=\"{class}\">{text}</text>");
    }

    fn block(&mut self, (x, y): (usize, usize), (width, height): (usize, usize), class: &str) {
        let _ = writeln!(
            self.shapes,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"9\" class=\"{class}\"/>"
        );
    }

    /// A line; an arrow has a head.
    fn line(&mut self, path: &str, arrow: bool) {
        let head = if arrow { " marker-end=\"url(#head)\"" } else { "" };
        let _ = writeln!(self.lines, "<path d=\"{path}\" class=\"line\"{head}/>");
    }

    fn page(&self, title: &str, height: usize) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
             width=\"{WIDTH}\" height=\"{height}\" role=\"img\">\n<title>{}</title>\n\
             <style>{STYLE}</style>\n<defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" \
             refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">\
             <path d=\"M0 0 8 4 0 8z\" class=\"head\"/></marker></defs>\n\
             <rect width=\"{WIDTH}\" height=\"{height}\" rx=\"12\" class=\"page\"/>\n{}{}</svg>\n",
            escaped(title),
            self.lines,
            self.shapes
        )
    }
}

fn properties(flow: &Flow, y: usize, canvas: &mut Canvas) {
    let mut x = STATE.left;
    for property in Property::ALL {
        let holds = flow.properties.get(property);
        let text = format!("{} {}", if holds { "✓" } else { "✗" }, property.title());
        let width = text.chars().count() * 8 + 14;
        canvas.block((x, y), (width, 22), if holds { "yes" } else { "no" });
        canvas.text(x + 10, y + 15, if holds { "name" } else { "faint" }, &text);
        x += width + 8;
    }
}

/// Where a state stands.
struct Stand {
    top: usize,
    height: usize,
}

impl Stand {
    fn middle(&self) -> usize {
        self.top + self.height / 2
    }
}

/// Draws the states with their steps from above to below; gives the height of it all.
fn machine(flow: &Flow, top: usize, canvas: &mut Canvas) -> usize {
    let order = drawing::order(flow);
    let mut stands: Vec<(usize, Stand)> = Vec::new();
    let mut down = top;
    for index in &order {
        let bottom = state(flow, *index, down, canvas);
        stands.push((*index, Stand { top: down, height: bottom - down }));
        down = steps(flow, *index, down, canvas).max(bottom) + GAP;
    }
    ways(flow, &stands, canvas);
    down + 10
}

fn state(flow: &Flow, index: usize, top: usize, canvas: &mut Canvas) -> usize {
    let Some(state) = flow.states.get(index) else { return top };
    let mut lines: Vec<(&str, String)> =
        wrapped(&state.summary, 36).into_iter().map(|line| ("text", line)).collect();
    for (word, slots) in
        [("keeps", &state.keeps), ("perhaps", &state.perhaps), ("shows", &state.shows)]
    {
        let slots = act::slots(flow, slots);
        let text = format!("{word} {}", slots.join(", "));
        let some = if slots.is_empty() { Vec::new() } else { wrapped(&text, 36) };
        lines.extend(some.into_iter().map(|line| ("faint", line)));
    }
    let height = 36 + lines.len() * LINE;
    let class = match (state.is_final, index == flow.initial) {
        (true, _) => "state final",
        (false, true) => "state first",
        (false, false) => "state",
    };
    canvas.block((STATE.left, top), (STATE.width, height), class);
    canvas.text(STATE.left + 14, top + 23, "name", &state.name);
    for (nth, (class, line)) in lines.iter().enumerate() {
        canvas.text(STATE.left + 14, top + 41 + nth * LINE, class, line);
    }
    top + height
}

/// The steps that leave a state, and the renewal of what it ends with.
fn steps(flow: &Flow, index: usize, top: usize, canvas: &mut Canvas) -> usize {
    let mut down = top;
    for (_, step) in flow.leaving(index) {
        let to = flow.states.get(step.to).map_or("", |state| state.name.as_str());
        let title = format!("{} → {to}", step.name);
        down = card(&title, kind(&step.action), &act::of(flow, step), down, canvas) + 12;
    }
    let is_final = flow.states.get(index).is_some_and(|state| state.is_final);
    if let (Some(post), true) = (&flow.renew, is_final) {
        let title = "renew, as often as it likes";
        down = card(title, "post", &act::posted(flow, post), down, canvas) + 12;
    }
    down.saturating_sub(12)
}

/// How many letters of fixed width a card is wide.
const LETTERS: usize = 66;

fn card(title: &str, kind: &str, act: &Act, top: usize, canvas: &mut Canvas) -> usize {
    let rows: Vec<_> = act.sent.iter().chain(&act.back).collect();
    let drawn: Vec<String> = act.mints.iter().map(|(name, _)| name.clone()).collect();
    let does = match (&act.url, drawn.is_empty()) {
        (Some(url), true) => url.clone(),
        (Some(url), false) => format!("draws {}; {url}", drawn.join(", ")),
        (None, _) => act.does.clone(),
    };
    let height = 52 + rows.len() * LINE;
    canvas.line(&format!("M{} {1}H{2}", STATE.right(), top + 20, STEP.left), false);
    canvas.block((STEP.left, top), (STEP.width, height), "step");
    canvas.text(STEP.left + 14, top + 22, "name", title);
    canvas.text(STEP.right() - 14, top + 22, &format!("{kind} end"), kind);
    canvas.text(STEP.left + 14, top + 40, "faint", &cut(&does, LETTERS + 6));
    let names = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or_default();
    for (nth, row) in rows.iter().enumerate() {
        let y = top + 59 + nth * LINE;
        let class = if row.secret { "code secret" } else { "code text" };
        canvas.text(STEP.left + 14, y, class, &row.name);
        let what = match &row.what {
            What::Value(value) => value.clone(),
            What::Words(words) => words.replace('`', ""),
        };
        let option = if row.option { " (option)" } else { "" };
        let secret = if row.secret { " · secret" } else { "" };
        let what = cut(&format!("{what}{option}{secret}"), LETTERS.saturating_sub(names + 2));
        let class = if row.secret { "code secret" } else { "code faint" };
        canvas.text(STEP.left + 14 + (names + 2) * 7, y, class, &what);
    }
    top + height
}

/// The ways between states: straight down where one follows the other, else around on the left.
fn ways(flow: &Flow, stands: &[(usize, Stand)], canvas: &mut Canvas) {
    let find = |index: usize| stands.iter().position(|(state, _)| *state == index);
    let mut seen = Vec::new();
    let mut lane = 0;
    for step in &flow.transitions {
        let (Some(from), Some(to)) = (find(step.from), find(step.to)) else { continue };
        if seen.contains(&(from, to)) {
            continue;
        }
        seen.push((from, to));
        let (Some((_, one)), Some((_, other))) = (stands.get(from), stands.get(to)) else {
            continue;
        };
        if to == from + 1 {
            let (x, y) = (STATE.middle(), one.top + one.height);
            canvas.line(&format!("M{x} {y}V{}", other.top - 1), true);
            continue;
        }
        let (x, out) = (STATE.left, STATE.left.saturating_sub(20 + lane * 9).max(6));
        let (begin, end) = (one.middle() - 6, other.middle() + 6);
        canvas.line(&format!("M{x} {begin}H{out}V{end}H{}", x - 1), true);
        lane += 1;
    }
}

/// A text in lines of so many letters.
fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(cut(word, letters)),
        }
    }
    lines
}

fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters.saturating_sub(1)).chain(['…']).collect()
}

fn escaped(text: &str) -> String {
    let letter = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        // A picture holds no control character (XML 1.0 section 2.2).
        c if c.is_control() => " ".to_owned(),
        c => c.to_string(),
    };
    text.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_stands_in_a_page_and_ends_nothing_there() {
        let address = address("<svg a=\"b\">#'`[x](y)\\ 5% ä\n\n</svg>");
        assert!(address.starts_with("data:image/svg+xml,%3Csvg a=%22b%22%3E%23"), "{address}");
        assert!(!address.contains(['<', '>', '"', '\'', '\n', '#', '`', '[', '\\']), "{address}");
        assert!(address.ends_with("5%25 ä%0A%0A%3C/svg%3E"), "{address}");
    }
}
