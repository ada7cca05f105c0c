//! Measures in turns.

use std::time::Instant;

use crate::Work;

/// Figures of one contender.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// The median of its samples, in nanoseconds for one piece of work.
    pub nanoseconds: f64,
    /// The median of what it took in a round over what the first contender took in the same round.
    pub ratio: f64,
}

/// Lets contenders do their work in turns, for so many rounds after a warm-up of a tenth of them.
/// Ratios are taken round by round: whatever slows the machine down for longer slows both.
pub fn in_turns(contenders: &mut [Work], rounds: usize, times: usize) -> Vec<Figure> {
    let mut samples = vec![Vec::with_capacity(rounds); contenders.len()];
    for round in 0..rounds + rounds / 10 {
        for (work, samples) in contenders.iter_mut().zip(&mut samples) {
            let sample = sample(work, times);
            if round >= rounds / 10 {
                samples.push(sample);
            }
        }
    }
    let first = samples[0].clone();
    let figure = |own: Vec<f64>| {
        let ratios = own.iter().zip(&first).map(|(own, first)| own / first).collect();
        Figure { nanoseconds: median(own), ratio: median(ratios) }
    };
    samples.into_iter().map(figure).collect()
}

/// Nanoseconds for one piece of work.
fn sample(work: &mut Work, times: usize) -> f64 {
    let mut nanoseconds = 0.0;
    work.repeat(times, |run| {
        let begun = Instant::now();
        run();
        nanoseconds = begun.elapsed().as_secs_f64() * 1e9;
    });
    nanoseconds / times as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
