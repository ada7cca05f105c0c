//! A piece of work that is measured.

use std::hint::black_box;

type Around<'a> = &'a mut dyn FnMut(&mut dyn FnMut());

/// A piece of work that can be done again and again. What it needs is prepared outside of what is
/// measured; what it leaves is dropped inside, for that is a cost too.
pub struct Work(Box<dyn FnMut(usize, Around<'_>)>);

impl Work {
    /// Work that spends an input.
    pub fn new<I: 'static, O>(
        prepare: impl Fn() -> I + 'static,
        run: impl Fn(I) -> O + 'static,
    ) -> Self {
        Self(Box::new(move |times, around| {
            let mut inputs: Vec<I> = (0..times).map(|_| prepare()).collect();
            around(&mut || {
                for input in inputs.drain(..) {
                    drop(black_box(run(black_box(input))));
                }
            });
        }))
    }

    /// Does the work so many times. `around` is given what is to be measured, and runs it.
    pub fn repeat(&mut self, times: usize, mut around: impl FnMut(&mut dyn FnMut())) {
        (self.0)(times, &mut around);
    }
}

impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Work")
    }
}
