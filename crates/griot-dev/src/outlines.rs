//! The outlines on the maps of briefs.
//!
//! Takes `countries-50m.json` of world-atlas (`TopoJSON`, made of Natural Earth); gives the lines of
//! `crates/griot-record/src/brief/outlines.bin`, whose form `map.rs` beside it tells. A line that two
//! countries share is a border, one that belongs to a single country a coast. Lines are simplified until
//! no point lies farther from them than some three kilometres; islands of less than ten are left out.

#![allow(clippy::print_stdout)]

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde_json::Value;

/// Simplified lines lie so close to what they were, in degrees.
const NEAR: f64 = 0.03;
/// Coasts that stay within so many hundredths of a degree are islets.
const ISLET: i64 = 12;

/// What is turned into what.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// `countries-50m.json` of world-atlas
    #[arg(long)]
    from: PathBuf,
    /// The file of lines
    #[arg(long)]
    out: PathBuf,
}

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    arcs: Vec<Vec<[f64; 2]>>,
    objects: Value,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let text = std::fs::read_to_string(&args.from)
        .with_context(|| format!("cannot read `{}`", args.from.display()))?;
    let topology: Topology = serde_json::from_str(&text).context("this is no TopoJSON")?;
    let mut uses = vec![0_u32; topology.arcs.len()];
    count(topology.objects.pointer("/countries/geometries").unwrap_or(&Value::Null), &mut uses);
    let Transform { scale, translate } = topology.transform;
    let mut lines = Vec::new();
    for (arc, uses) in topology.arcs.iter().zip(uses).filter(|(_, uses)| *uses > 0) {
        let mut at = [0.0, 0.0];
        let points: Vec<[f64; 2]> = arc
            .iter()
            .map(|step| {
                at = [at[0] + step[0], at[1] + step[1]];
                [at[0] * scale[0] + translate[0], at[1] * scale[1] + translate[1]]
            })
            .collect();
        let hundredths = |point: [f64; 2]| point.map(|value| (value * 100.0).round() as i64);
        let mut line: Vec<[i64; 2]> = simplified(&points).into_iter().map(hundredths).collect();
        line.dedup();
        let span = |axis: usize| {
            let values = line.iter().map(|point| point[axis]);
            values.clone().max().unwrap_or_default() - values.min().unwrap_or_default()
        };
        let is_islet = uses == 1 && span(0) < ISLET && span(1) < ISLET;
        if line.len() > 1 && !is_islet {
            lines.push((uses > 1, line));
        }
    }
    let mut out = b"GRIOTOL1".to_vec();
    put(&mut out, lines.len() as u64);
    for (is_border, line) in &lines {
        put(&mut out, u64::from(*is_border));
        put(&mut out, line.len() as u64);
        let mut before = [0, 0];
        for point in line {
            for axis in [0, 1] {
                let step = point[axis] - before[axis];
                put(&mut out, ((step << 1) ^ (step >> 63)) as u64);
            }
            before = *point;
        }
    }
    std::fs::write(&args.out, &out)
        .with_context(|| format!("cannot write `{}`", args.out.display()))?;
    println!("{} lines, {} bytes", lines.len(), out.len());
    Ok(())
}

/// Counts how often each arc is used; backwards an arc has the complement of its number.
fn count(value: &Value, uses: &mut [u32]) {
    match value {
        Value::Array(all) => all.iter().for_each(|value| count(value, uses)),
        Value::Object(fields) => {
            if let Some(arcs) = fields.get("arcs") {
                count(arcs, uses);
            }
        }
        Value::Number(number) => {
            let number = number.as_i64().unwrap_or_default();
            let number = if number < 0 { !number } else { number };
            if let Some(slot) = usize::try_from(number).ok().and_then(|at| uses.get_mut(at)) {
                *slot += 1;
            }
        }
        _ => {}
    }
}

/// A line with fewer points (Douglas and Peucker 1973).
fn simplified(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut keep = vec![false; points.len()];
    let mut open = vec![(0, points.len().saturating_sub(1))];
    while let Some((from, to)) = open.pop() {
        let (Some(a), Some(b)) = (points.get(from), points.get(to)) else { continue };
        keep[from] = true;
        keep[to] = true;
        let mut farthest = (NEAR, None);
        for (at, point) in points.iter().enumerate().take(to).skip(from + 1) {
            let distance = distance(*point, *a, *b);
            if distance > farthest.0 {
                farthest = (distance, Some(at));
            }
        }
        if let Some(at) = farthest.1 {
            open.extend([(from, at), (at, to)]);
        }
    }
    points.iter().zip(keep).filter(|(_, keep)| *keep).map(|(point, _)| *point).collect()
}

/// From a point to the line through two others; to them, when they are one.
fn distance(point: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length = dx.hypot(dy);
    let (px, py) = (point[0] - a[0], point[1] - a[1]);
    if length > 0.0 { (dx * py - dy * px).abs() / length } else { px.hypot(py) }
}

fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 128 {
        out.push((value & 127) as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_near_a_line_are_left_out_and_corners_stay() {
        let line = [[0.0, 0.0], [1.0, 0.01], [2.0, 0.0], [2.0, 1.0], [2.01, 2.0]];
        assert_eq!(simplified(&line), [[0.0, 0.0], [2.0, 0.0], [2.01, 2.0]]);
        assert_eq!(simplified(&[]).len(), 0);
    }

    #[test]
    fn arcs_are_counted_both_ways() {
        let mut uses = [0; 3];
        let shapes =
            serde_json::json!([{ "arcs": [[0, 1]] }, { "arcs": [[[-1, 2]]] }, { "type": null }]);
        count(&shapes, &mut uses);
        assert_eq!(uses, [2, 1, 1]);
    }
}
