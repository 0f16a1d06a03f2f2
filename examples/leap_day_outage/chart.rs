//! The picture: one panel for each world, on one axis of time.

use std::error::Error;

use notafter::time::{Duration, UtcDateTime, macros::utc_datetime};
use plotters::{
    coord::Shift,
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use super::{
    replay::{Outcome, Sample},
    scenario::{CLUSTERS, END, START},
    world::World,
};

/// Draws what became of each world as SVG. The same outcomes give the same bytes.
pub(crate) fn svg(outcomes: &[(World, Outcome)]) -> Result<String, Box<dyn Error>> {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, HEIGHT)).into_drawing_area();
        // Its own background, so that it can be read on a dark page too.
        root.fill(&WHITE)?;
        let (header, rest) = root.split_vertically(HEADER);
        let (panels, axis) = rest.split_vertically(HEIGHT - HEADER - AXIS);
        draw_header(&header)?;
        // One scale for all, so that the panels can be compared.
        let samples = outcomes.iter().flat_map(|(_, outcome)| &outcome.samples);
        let top = samples.map(|sample| sample.condemned.max(sample.down())).max().unwrap_or(0);
        let top = (i64::try_from(top)? / STEP + 1) * STEP;
        for (panel, (world, outcome)) in panels.split_evenly((outcomes.len(), 1)).iter().zip(outcomes) {
            draw_panel(panel, world, outcome, top)?;
        }
        draw_axis(&axis)?;
        root.present()?;
    }
    Ok(svg)
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn Error>>;

fn draw_header(area: &Area<'_>) -> Drawn {
    let title = FontDesc::from(("sans-serif", 32)).style(FontStyle::Bold).color(&INK);
    area.draw(&Text::new("29 February 2012, replayed in three worlds", (LEFT, 14), title))?;
    let legend =
        [(0, CONDEMNED, "healthy hosts condemned"), (310, DOWN, "VMs down"), (470, SHUT_DOWN, "management shut down")];
    for (x, colour, name) in legend.map(|(x, colour, name)| (LEFT + x, colour, name)) {
        area.draw(&Rectangle::new([(x, 62), (x + 20, 76)], colour.filled()))?;
        area.draw(&Text::new(name, (x + 28, 69), text(20, HPos::Left)))?;
    }
    Ok(())
}

fn draw_panel(area: &Area<'_>, world: &World, outcome: &Outcome, top: i64) -> Drawn {
    let name = FontDesc::from(("sans-serif", 22)).style(FontStyle::Bold).color(&INK);
    area.draw(&Text::new(world.name, (LEFT, 7), name))?;
    let summary = format!(
        "{} healthy hosts condemned, {} of {CLUSTERS} clusters lost, {} VM-hours lost",
        outcome.condemned,
        outcome.clusters_lost,
        outcome.vm_hours_lost(),
    );
    area.draw(&Text::new(summary, (WIDTH.cast_signed() - RIGHT, 17), text(20, HPos::Right)))?;

    let upwards = FontDesc::from(("sans-serif", 19)).transform(FontTransform::Rotate270).color(&INK);
    let centred = upwards.pos(Pos::new(HPos::Center, VPos::Center));
    let (_, height) = area.dim_in_pixel();
    area.draw(&Text::new("hosts, VMs", (22, (CAPTION + height.cast_signed() - GAP) / 2), centred))?;

    let minutes = 0..minute(END);
    let mut chart = ChartBuilder::on(area)
        .margin_top(CAPTION)
        .margin_bottom(GAP)
        .margin_right(RIGHT)
        .set_label_area_size(LabelAreaPosition::Left, LEFT)
        .build_cartesian_2d(
            minutes.clone().with_key_points(ticks().map(minute).collect()),
            (0..top).with_key_points((0..=top).step_by(usize::try_from(STEP)?).collect()),
        )?;
    chart.draw_series([Rectangle::new([(minute(LEAP_DAY), 0), (minute(NEXT_DAY), top)], SHADE.filled())])?;
    chart
        .configure_mesh()
        .disable_x_axis()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(INK)
        .y_label_style(text(19, HPos::Right))
        .draw()?;
    chart.draw_series(AreaSeries::new(steps(outcome, |sample| sample.condemned)?, 0, CONDEMNED.filled()))?;
    chart.draw_series(LineSeries::new(steps(outcome, Sample::down)?, DOWN.stroke_width(3)))?;
    let off = |sample: &&Sample| !sample.management;
    if let (Some(first), Some(last)) = (outcome.samples.iter().find(off), outcome.samples.iter().rev().find(off)) {
        let corners = [(minute(first.at), top), (minute(last.at) + 1, top - top / 25)];
        chart.draw_series([Rectangle::new(corners, SHUT_DOWN.filled())])?;
    }
    Ok(())
}

fn draw_axis(area: &Area<'_>) -> Drawn {
    let across = f64::from(WIDTH.cast_signed() - RIGHT - LEFT) / minute(END) as f64;
    let x = |at: UtcDateTime| LEFT + (minute(at) as f64 * across).round() as i32;
    for at in ticks() {
        area.draw(&Text::new(format!("{:02}:00", at.hour()), (x(at), 8), text(19, HPos::Center)))?;
    }
    for (from, day, to) in [
        (START, "28 February", LEAP_DAY),
        (LEAP_DAY, "29 February 2012, hours in UTC", NEXT_DAY),
        (NEXT_DAY, "1 March", END),
    ] {
        area.draw(&Text::new(day, ((x(from) + x(to)) / 2, 36), text(20, HPos::Center)))?;
    }
    Ok(())
}

/// What `count` was over time: a point before and after each change, and no other.
fn steps(outcome: &Outcome, count: impl Fn(&Sample) -> usize) -> Result<Vec<(i64, i64)>, Box<dyn Error>> {
    let mut points: Vec<(i64, i64)> = vec![(0, 0)];
    let mut before = 0;
    for sample in &outcome.samples {
        let (at, now) = (minute(sample.at), i64::try_from(count(sample))?);
        if now != before {
            points.extend([(at, before), (at, now)]);
            before = now;
        }
    }
    points.push((minute(END), before));
    Ok(points)
}

fn text(size: i32, horizontal: HPos) -> TextStyle<'static> {
    FontDesc::from(("sans-serif", size)).color(&INK).pos(Pos::new(horizontal, VPos::Center))
}

fn ticks() -> impl Iterator<Item = UtcDateTime> {
    (0..).map(|n| START + Duration::hours(6 * n)).take_while(|at| *at <= END)
}

fn minute(at: UtcDateTime) -> i64 {
    (at - START).whole_minutes()
}

const LEAP_DAY: UtcDateTime = utc_datetime!(2012-02-29 00:00:00);
const NEXT_DAY: UtcDateTime = utc_datetime!(2012-03-01 00:00:00);

const WIDTH: u32 = 1000;
const HEIGHT: u32 = 820;
const HEADER: u32 = 96;
const AXIS: u32 = 56;
const LEFT: i32 = 88;
const RIGHT: i32 = 30;
const CAPTION: i32 = 34;
const GAP: i32 = 12;
/// From one line of the grid to the next.
const STEP: i64 = 500;

// Colours of Okabe and Ito, which can be told apart without red and green.
const CONDEMNED: RGBColor = RGBColor(213, 94, 0);
const DOWN: RGBColor = RGBColor(0, 114, 178);
const SHUT_DOWN: RGBColor = RGBColor(90, 90, 90);
const INK: RGBColor = RGBColor(32, 32, 32);
const GRID: RGBColor = RGBColor(216, 216, 216);
const SHADE: RGBColor = RGBColor(255, 248, 220);
