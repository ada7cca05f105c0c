//! A table on the standard output.

#![allow(clippy::print_stdout)] // that is what it is for

/// Prints rows under a heading: the first column to the left, figures to the right.
#[derive(Debug)]
pub struct Table;

impl Table {
    /// Begins a table.
    pub fn headed(title: &str, columns: &[&str]) -> Self {
        println!("\n{title}");
        Self.row(&columns.iter().map(ToString::to_string).collect::<Vec<_>>());
        Self
    }

    /// Prints a row.
    pub fn row(&self, cells: &[String]) {
        let cells = cells.iter().enumerate();
        let padded = cells.map(
            |(nth, cell)| {
                if nth == 0 { format!("{cell:34}") } else { format!("{cell:>14}") }
            },
        );
        println!("{}", padded.collect::<String>().trim_end());
    }
}
