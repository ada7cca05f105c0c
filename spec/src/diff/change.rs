//! A change, and how much of one it is.

/// How much of a change it is, as semantic versions count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// No program notices.
    Patch,
    /// Programs that were right still are; something is new, or is sent in another way.
    Minor,
    /// A program that was right no longer compiles, or no longer does what it did.
    Major,
}

impl Weight {
    /// What it means for a program.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "unnoticed",
            Self::Minor => "compatible",
            Self::Major => "breaking",
        }
    }

    /// The version that it makes.
    #[must_use]
    pub fn version(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// Something that changes for developers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// How much of a change it is.
    pub weight: Weight,
    /// Whether it makes users less safe, or may: somebody must have looked at it, whatever compiles.
    pub security: bool,
    /// What changes, in the words of whoever writes an app.
    pub what: String,
}

/// All that changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    list: Vec<Change>,
}

impl Changes {
    /// The changes: those of security first, and then the heaviest.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Change> {
        let mut sorted: Vec<&Change> = self.list.iter().collect();
        sorted.sort_by_key(|change| std::cmp::Reverse((change.security, change.weight)));
        sorted
    }

    /// How many make users less safe, or may.
    #[must_use]
    pub fn security(&self) -> usize {
        self.list.iter().filter(|change| change.security).count()
    }

    /// The version that they make together; `None` where nothing changed.
    #[must_use]
    pub fn verdict(&self) -> Option<Weight> {
        self.list.iter().map(|change| change.weight).max()
    }

    /// How many are of this weight.
    #[must_use]
    pub fn count(&self, weight: Weight) -> usize {
        self.list.iter().filter(|change| change.weight == weight).count()
    }

    pub(super) fn breaking(&mut self, what: impl Into<String>) {
        self.push(Weight::Major, false, what.into());
    }

    pub(super) fn compatible(&mut self, what: impl Into<String>) {
        self.push(Weight::Minor, false, what.into());
    }

    pub(super) fn unnoticed(&mut self, what: impl Into<String>) {
        self.push(Weight::Patch, false, what.into());
    }

    /// Everything is sent as before, and a guard is gone.
    pub(super) fn unsafe_patch(&mut self, what: impl Into<String>) {
        self.push(Weight::Patch, true, what.into());
    }

    /// It compiles, and somebody is less safe.
    pub(super) fn unsafe_minor(&mut self, what: impl Into<String>) {
        self.push(Weight::Minor, true, what.into());
    }

    /// A program that was right no longer does what it did, and somebody is less safe.
    pub(super) fn unsafe_major(&mut self, what: impl Into<String>) {
        self.push(Weight::Major, true, what.into());
    }

    /// Says it once, whoever finds it.
    fn push(&mut self, weight: Weight, security: bool, what: String) {
        let change = Change { weight, security, what };
        if !self.list.contains(&change) {
            self.list.push(change);
        }
    }
}
