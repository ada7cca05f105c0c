//! Devices that play.

use serde_json::{Value, json};

/// A device of the user's that is switched on.
#[derive(Debug, Clone)]
pub(crate) struct Device {
    pub(crate) id: &'static str,
    name: &'static str,
    kind: &'static str,
    pub(crate) volume: u64,
    /// Whether others may set its volume; telephones don't let them.
    pub(crate) supports_volume: bool,
}

impl Device {
    pub(crate) fn seeded() -> Vec<Self> {
        let computer = Self {
            id: "5fbb3ba6aa454b5534c4ba43a8c7e8e45a63ad0e",
            name: "Simulated Computer",
            kind: "Computer",
            volume: 65,
            supports_volume: true,
        };
        let phone = Self {
            id: "74acd8e0f4b5c1a3929f0d7786ee5f0b1c2d3e4f",
            name: "Simulated Telephone",
            kind: "Smartphone",
            volume: 100,
            supports_volume: false,
        };
        vec![computer, phone]
    }

    pub(crate) fn shown(&self, active: bool) -> Value {
        json!({
            "id": self.id,
            "is_active": active,
            "is_private_session": false,
            "is_restricted": false,
            "name": self.name,
            "supports_volume": self.supports_volume,
            "type": self.kind,
            "volume_percent": self.volume,
        })
    }
}
