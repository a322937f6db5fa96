//! What a process took: time on the wall, time of processors, the most memory.

use std::io;
use std::process::Command;
use std::time::{Duration, Instant};

/// What one run took, in seconds and MiB.
#[derive(Debug, Clone, Copy)]
pub struct Taken {
    pub wall: f64,
    pub processor: f64,
    pub memory: f64,
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> io::Result<Taken> {
    let start = Instant::now();
    let mut child = command.spawn()?;
    let read = |name: &str| std::fs::read_to_string(format!("/proc/{}/{name}", child.id()));
    let mut ticks;
    let mut most: f64 = 0.0;
    loop {
        let stat = read("stat")?;
        let fields: Vec<&str> = stat
            .rsplit(") ")
            .next()
            .unwrap_or_default()
            .split(' ')
            .collect();
        let field = |number: usize| fields.get(number).and_then(|f| f.parse::<f64>().ok());
        // User and system time, in hundredths of a second; a process that ended still has them.
        ticks = field(11).unwrap_or(0.0) + field(12).unwrap_or(0.0);
        if fields.first() == Some(&"Z") {
            break;
        }
        let status = read("status")?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let memory = peak.and_then(|text| text.trim().trim_end_matches(" kB").parse::<f64>().ok());
        most = most.max(memory.unwrap_or(0.0) / 1024.0);
        std::thread::sleep(Duration::from_millis(2));
    }
    let wall = start.elapsed().as_secs_f64();
    assert!(child.wait()?.success(), "failed: {command:?}");
    Ok(Taken {
        wall,
        processor: ticks / 100.0,
        memory: most,
    })
}

/// The middle of each, over all runs; of the memory, the most.
pub fn median(runs: &[Taken]) -> Taken {
    let middle = |of: fn(&Taken) -> f64| {
        let mut all: Vec<f64> = runs.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    Taken {
        wall: middle(|taken| taken.wall),
        processor: middle(|taken| taken.processor),
        memory: runs.iter().map(|taken| taken.memory).fold(0.0, f64::max),
    }
}
