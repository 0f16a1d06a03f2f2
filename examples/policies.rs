//! Draws what each leap-day policy makes of 29 February, as the SVG that the crate's page shows.
//!
//! ```text
//! cargo run --example policies -- policies.svg
//! cargo run --example policies >policies.svg
//! ```
//!
//! Nothing is drawn by hand: which days exist, where each policy leads and when the certificate ends is computed.

use std::{env, error::Error, fs};

use notafter::{
    LeapDayPolicy, Lifetime, Validity, add_years,
    time::{Date, Month, macros::utc_datetime},
};
use plotters::{
    coord::Shift,
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

fn main() -> Result<(), Box<dyn Error>> {
    let svg = draw()?;
    match env::args().nth(1) {
        Some(path) => fs::write(&path, svg).map_err(|error| format!("{path}: {error}"))?,
        None => print!("{svg}"),
    }
    Ok(())
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn Error>>;

fn draw() -> Result<String, Box<dyn Error>> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, HEIGHT)).into_drawing_area();
        // Its own background, so that it can be read on a dark page too.
        area.fill(&WHITE)?;
        for (year, y) in [(FROM, UPPER), (FROM + 1, LOWER)] {
            area.draw(&Text::new(year.to_string(), (LEFT - 20, y + BOX / 2), text(24, HPos::Right, &INK)))?;
            for (column, (month, day)) in (0..).zip(DAYS) {
                draw_day(&area, Date::from_calendar_date(year, month, day).ok(), (month, day), (column, y))?;
            }
        }
        for policy in LeapDayPolicy::ALL {
            draw_policy(&area, policy)?;
        }
        area.present()?;
    }
    // As wide as the page, where that is narrower.
    Ok(svg.replacen("<svg ", "<svg style=\"max-width:100%;height:auto\" ", 1))
}

/// A day as a box; one that does not exist as an empty one.
fn draw_day(area: &Area<'_>, date: Option<Date>, (month, day): (Month, u8), (column, y): (i32, i32)) -> Drawn {
    let (x, leap_day) = (left(column), (month, day) == DAYS[LEAP_DAY]);
    let corners = [(x, y), (x + BOX_WIDTH, y + BOX)];
    let (fill, ink) = match date {
        Some(_) if leap_day => (SHADE, INK),
        Some(_) => (PALE, INK),
        None => (WHITE, FAINT),
    };
    area.draw(&Rectangle::new(corners, fill.filled()))?;
    area.draw(&Rectangle::new(corners, ink.stroke_width(1)))?;
    let (name, middle) = (format!("{day} {}", &month.to_string()[..3]), x + BOX_WIDTH / 2);
    let text_y = y + if date.is_some() { BOX / 2 } else { BOX / 2 - 11 };
    area.draw(&Text::new(name, (middle, text_y), text(21, HPos::Center, &ink)))?;
    if date.is_none() {
        area.draw(&Text::new("does not exist", (middle, y + BOX / 2 + 13), text(16, HPos::Center, &ink)))?;
    }
    Ok(())
}

/// The way of a policy from the leap day to where it leads, and when a certificate of that lifetime ends.
fn draw_policy(area: &Area<'_>, policy: LeapDayPolicy) -> Drawn {
    let (month, day) = DAYS[LEAP_DAY];
    let reached = add_years(Date::from_calendar_date(FROM, month, day)?, 1, policy);
    let reached_day = reached.map_or(DAYS[LEAP_DAY], |date| (date.month(), date.day()));
    let column = DAYS.iter().position(|day| *day == reached_day).ok_or("a day that is not drawn")?;
    let colour = match policy {
        LeapDayPolicy::Clamp => BLUE,
        LeapDayPolicy::RollForward => GREEN,
        LeapDayPolicy::Reject => RED,
    };

    let shift = (i32::try_from(column)? - i32::try_from(LEAP_DAY)?) * 30;
    let middle = |column| left(column) + BOX_WIDTH / 2;
    let from = (middle(i32::try_from(LEAP_DAY)?) + shift, UPPER + BOX + 2);
    let to = (middle(i32::try_from(column)?), LOWER - 4);
    area.draw(&PathElement::new([from, to], colour.stroke_width(3)))?;
    if reached.is_ok() {
        area.draw(&Polygon::new(arrow_head(from, to), colour.filled()))?;
    } else {
        for (dx, dy) in [(8, 8), (8, -8)] {
            area.draw(&PathElement::new(
                [(to.0 - dx, to.1 - 8 - dy), (to.0 + dx, to.1 - 8 + dy)],
                colour.stroke_width(4),
            ))?;
        }
    }
    let bold = FontDesc::from(("sans-serif", 21)).style(FontStyle::Bold).color(&colour);
    let (x, anchor) = match shift {
        0 => (to.0, HPos::Center),
        ..0 => (to.0 - 8, HPos::Right),
        1.. => (to.0 + 8, HPos::Left),
    };
    let name_y = if shift == 0 { LOWER + BOX + 18 } else { (UPPER + BOX + LOWER) / 2 };
    area.draw(&Text::new(format!("{policy:?}"), (x, name_y), bold.pos(Pos::new(anchor, VPos::Center))))?;

    let end = Validity::starting_at(utc_datetime!(2012-02-29 00:00:00), Lifetime::years(1, policy));
    let end = match end {
        Ok(validity) => {
            let interval = validity.to_string();
            interval.split('/').nth(1).ok_or("an interval")?.replace('T', " ")
        }
        Err(_) => "error".to_owned(),
    };
    let row = LOWER
        + BOX
        + 52
        + 26 * LeapDayPolicy::ALL.iter().position(|other| *other == policy).map_or(Ok(0), i32::try_from)?;
    let label = format!("1 year from 2012-02-29 00:00:00Z, {policy}, ends");
    area.draw(&Text::new(label, (left(0), row), text(18, HPos::Left, &INK)))?;
    area.draw(&Text::new(end, (left(3), row), text(18, HPos::Left, &colour)))?;
    Ok(())
}

/// The tip and the two back corners of an arrow that comes from `from`.
fn arrow_head(from: (i32, i32), to: (i32, i32)) -> [(i32, i32); 3] {
    let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
    let length = dx.hypot(dy);
    let (dx, dy) = (dx / length * 14.0, dy / length * 14.0);
    let corner = |side: f64| (to.0 - (dx + dy * side) as i32, to.1 - (dy - dx * side) as i32);
    [to, corner(0.5), corner(-0.5)]
}

fn left(column: i32) -> i32 {
    LEFT + column * (BOX_WIDTH + 12)
}

fn text(size: i32, horizontal: HPos, colour: &RGBColor) -> TextStyle<'static> {
    FontDesc::from(("sans-serif", size)).color(colour).pos(Pos::new(horizontal, VPos::Center))
}

const FROM: i32 = 2012;
const DAYS: [(Month, u8); 5] =
    [(Month::February, 27), (Month::February, 28), (Month::February, 29), (Month::March, 1), (Month::March, 2)];
/// The position of 29 February among the days.
const LEAP_DAY: usize = 2;

const WIDTH: u32 = 780;
const HEIGHT: u32 = 350;
const LEFT: i32 = 92;
const UPPER: i32 = 24;
const LOWER: i32 = 168;
const BOX: i32 = 56;
const BOX_WIDTH: i32 = 122;

// Colours of Okabe and Ito, which can be told apart without red and green.
const BLUE: RGBColor = RGBColor(0, 114, 178);
const GREEN: RGBColor = RGBColor(0, 128, 96);
const RED: RGBColor = RGBColor(213, 94, 0);
const INK: RGBColor = RGBColor(32, 32, 32);
const FAINT: RGBColor = RGBColor(130, 130, 130);
const PALE: RGBColor = RGBColor(240, 244, 248);
const SHADE: RGBColor = RGBColor(255, 236, 179);
