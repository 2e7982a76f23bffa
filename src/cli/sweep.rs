use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use undercut::analysis::report;
use undercut::scenario::{Override, Scenario};
use undercut::uncertainty::{BLOCK, Stream, key, written};

use super::catalogue::Catalogue;
use super::csv_text::csv_text;
use super::run::{overrides, simulate};
use super::study::rising;
use super::threads::Draws;
use super::{Failure, messages, read, report as print, text, write};

/// Run a scenario at many values of some inputs: a grid, or a Latin hypercube. Begun again, it goes on where it stopped.
#[derive(Debug, Args)]
pub struct Sweep {
    /// A scenario file, or the name of a scenario that comes with undercut
    #[arg(default_value = "november-2026")]
    scenario: String,
    /// An input and its values: N from A to B, both among them; several make a grid
    #[arg(long, value_name = "PATH=A..B:N", required = true, allow_hyphen_values = true)]
    vary: Vec<String>,
    /// Points of a Latin hypercube over the ranges, in place of the grid; N is left out then
    #[arg(long, value_parser = clap::value_parser!(u32).range(2..=100_000), value_name = "POINTS")]
    latin: Option<u32>,
    /// Folder that is written: `points.csv`, a file for each point, and `curves.csv` with all of them at the end
    #[arg(long, value_name = "DIR")]
    output: PathBuf,
    /// Draws of each point, rounded up to blocks of 256
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000), default_value_t = 1024)]
    draws: u32,
    #[command(flatten)]
    lived: Draws,
    /// Put a value in place of what the scenario says
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    catalogue: Catalogue,
}

/// The most points of a sweep.
const MOST_POINTS: usize = 100_000;
/// What says of which sweep a folder is.
const ABOUT: &str = "sweep.json";
/// The most that is read of it, bytes.
const MOST_ABOUT: u64 = 64 << 20;

/// An input that is varied.
#[derive(Debug, Clone, PartialEq)]
struct Axis {
    path: String,
    low: f64,
    high: f64,
    /// Values of a grid.
    count: usize,
}

impl Sweep {
    /// Runs the points that are not there yet, and puts all of them together.
    pub fn run(self) -> Result<(), Failure> {
        let catalog = self.catalogue.read()?;
        let set = overrides(&self.set)?;
        let file = text(&self.scenario)?;
        let build = |more: &[Override]| {
            Scenario::parse(&file, &[&set[..], more].concat(), &catalog)
                .map_err(|error| Failure(messages(&self.scenario, &error)))
        };
        let usual = build(&[])?;
        let axes = self.axes(&usual)?;
        let points = self.points(&axes)?;
        // Every point is known to be one before the first is run.
        for point in &points {
            build(&at(&axes, point))?;
        }
        let about = json!({
            "model_version": env!("CARGO_PKG_VERSION"),
            "scenario": file,
            "set": self.set,
            "catalog": self.catalogue.digest()?,
            "seed": self.lived.seed,
            "draws": self.draws,
            "points": points,
            "paths": axes.iter().map(|it| &it.path).collect::<Vec<_>>(),
        });
        self.begin(&about)?;
        write(Some(&self.output.join("points.csv")), &list(&axes, &points)?)?;
        for (place, point) in points.iter().enumerate() {
            let path = self.file_of(place);
            if path.exists() {
                continue;
            }
            let blocks = 0..self.draws.div_ceil(BLOCK);
            let simulation = simulate(&build(&at(&axes, point))?, &self.lived, blocks)?;
            write(Some(&path), &print::csv(&report(&simulation), &simulation)?)?;
            eprintln!("point {} of {}", place + 1, points.len());
        }
        self.together(&axes, &points)
    }

    fn file_of(&self, place: usize) -> PathBuf {
        self.output.join(format!("point-{:05}.csv", place + 1))
    }

    /// Makes the folder, or finds that it holds the same sweep.
    fn begin(&self, about: &Value) -> Result<(), Failure> {
        let failed = |path: &Path, rule: &str| Failure::from(format!("{}: {rule}", path.display()));
        let path = self.output.join(ABOUT);
        if path.exists() {
            let (_, before) = read::text(&path, MOST_ABOUT)?;
            let same = serde_json::from_str::<Value>(&before).is_ok_and(|it| it == *about);
            return match same {
                true => Ok(()),
                false => Err(failed(&self.output, "holds another sweep: name another folder")),
            };
        }
        std::fs::create_dir_all(&self.output)
            .map_err(|error| failed(&self.output, &error.to_string()))?;
        write(Some(&path), &format!("{about:#}\n"))
    }

    /// Writes all points as one table: the point and its values before what a run writes.
    fn together(&self, axes: &[Axis], points: &[Vec<f64>]) -> Result<(), Failure> {
        let mut all = String::new();
        for (place, point) in points.iter().enumerate() {
            let (_, text) = read::text(&self.file_of(place), read::MOST_BYTES)?;
            let mut lines = text.lines();
            let header = lines.next().unwrap_or_default();
            if place == 0 {
                let paths: Vec<&str> = axes.iter().map(|it| it.path.as_str()).collect();
                all += &format!("point,{},{header}\n", paths.join(","));
            }
            let values: Vec<String> = point.iter().map(|it| written(*it)).collect();
            for line in lines {
                all += &format!("{},{},{line}\n", place + 1, values.join(","));
            }
        }
        write(Some(&self.output.join("curves.csv")), &all)
    }

    fn axes(&self, scenario: &Scenario) -> Result<Vec<Axis>, Failure> {
        let read = |text: &String| axis(text, scenario, self.latin.is_some());
        let (axes, wrong): (Vec<_>, Vec<_>) = self.vary.iter().map(read).partition(Result::is_ok);
        let wrong: Vec<String> = wrong.into_iter().filter_map(Result::err).collect();
        match wrong.is_empty() {
            true => Ok(axes.into_iter().flatten().collect()),
            false => Err(Failure(wrong)),
        }
    }

    fn points(&self, axes: &[Axis]) -> Result<Vec<Vec<f64>>, Failure> {
        if let Some(count) = self.latin {
            return Ok(latin(axes, count as usize, self.lived.seed));
        }
        let count = axes.iter().try_fold(1_usize, |all, it| all.checked_mul(it.count));
        match count.filter(|it| *it <= MOST_POINTS) {
            Some(_) => Ok(grid(axes)),
            None => Err(format!("--vary: more than {MOST_POINTS} points").into()),
        }
    }
}

/// The axis written `PATH=A..B:N`, or `PATH=A..B` for a hypercube.
fn axis(text: &str, scenario: &Scenario, latin: bool) -> Result<Axis, String> {
    let wrong = |rule: &str| format!("--vary {text}: {rule}");
    let (path, range) = text.split_once('=').ok_or_else(|| wrong("must be PATH=A..B:N"))?;
    let input = (scenario.inputs.iter().find(|it| it.path == path.trim()))
        .ok_or_else(|| wrong("is no number of the scenario; `undercut inputs` lists them"))?;
    let (range, count) = match range.rsplit_once(':') {
        Some(_) if latin => return Err(wrong("a Latin hypercube has its points by --latin")),
        Some((range, count)) => (range, count.trim().parse::<usize>().ok()),
        None => (range, latin.then_some(2)),
    };
    let count = count.filter(|it| (2..=10_000).contains(it));
    let count = count.ok_or_else(|| wrong("must end in a number of values, such as :5"))?;
    let (low, high) = range.split_once("..").ok_or_else(|| wrong("must be PATH=A..B:N"))?;
    let (low, high) = rising([low, high], input).map_err(|rule| wrong(&rule))?;
    Ok(Axis { path: input.path.clone(), low, high, count })
}

/// Every combination, the last axis the fastest.
fn grid(axes: &[Axis]) -> Vec<Vec<f64>> {
    let mut points = vec![Vec::new()];
    for axis in axes {
        let step = (axis.high - axis.low) / (axis.count - 1) as f64;
        let value = |place: usize| match place + 1 == axis.count {
            true => axis.high,
            false => axis.low + step * place as f64,
        };
        let longer = |point: &Vec<f64>| {
            let all = (0..axis.count).map(|place| [&point[..], &[value(place)]].concat());
            all.collect::<Vec<_>>()
        };
        points = points.iter().flat_map(longer).collect();
    }
    points
}

/// As many points, of which each axis has one in each of as many equal parts of its range, paired at random.
fn latin(axes: &[Axis], count: usize, seed: u32) -> Vec<Vec<f64>> {
    let columns: Vec<Vec<f64>> = (axes.iter())
        .map(|axis| {
            let mut stream = Stream::new(u64::from(seed), key(&format!("sweep.{}", axis.path)), 0);
            let mut parts: Vec<usize> = (0..count).collect();
            for place in (1..count).rev() {
                parts.swap(place, ((stream.uniform() * (place + 1) as f64) as usize).min(place));
            }
            let width = (axis.high - axis.low) / count as f64;
            parts.iter().map(|part| axis.low + width * (*part as f64 + stream.uniform())).collect()
        })
        .collect();
    (0..count).map(|place| columns.iter().map(|it| it[place]).collect()).collect()
}

/// The overrides of a point.
fn at(axes: &[Axis], point: &[f64]) -> Vec<Override> {
    let set =
        |(axis, value): (&Axis, &f64)| Override { path: axis.path.clone(), text: written(*value) };
    axes.iter().zip(point).map(set).collect()
}

/// The points as a table.
fn list(axes: &[Axis], points: &[Vec<f64>]) -> Result<String, Failure> {
    let header: Vec<&str> =
        std::iter::once("point").chain(axes.iter().map(|it| it.path.as_str())).collect();
    let row = |(place, point): (usize, &Vec<f64>)| {
        let values = point.iter().map(|it| written(*it));
        std::iter::once((place + 1).to_string()).chain(values).collect()
    };
    let rows: Vec<Vec<String>> = points.iter().enumerate().map(row).collect();
    csv_text(header, &rows)
}
