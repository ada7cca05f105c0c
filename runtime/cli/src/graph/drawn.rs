//! What is drawn: a flow, or the machine of a grant.

use std::ops::Deref as _;

use spotify_flow_spec::render::{drawing, graph, svg};
use spotify_flow_spec::{CheckedFlow, Flow};

/// What is drawn.
pub(super) enum Drawn {
    /// A flow, with its properties.
    Flow(CheckedFlow),
    /// A grant: nothing is known of what stands in for a flow.
    Grant(Flow),
}

impl Drawn {
    pub(super) fn flow(flow: CheckedFlow) -> Self {
        Self::Flow(flow)
    }

    pub(super) fn grant(flow: Flow) -> Self {
        Self::Grant(flow)
    }

    /// The machine.
    pub(super) fn machine(&self) -> &Flow {
        match self {
            Self::Flow(flow) => flow.deref(),
            Self::Grant(flow) => flow,
        }
    }

    /// What it is called, in one line.
    pub(super) fn title(&self) -> String {
        match self {
            Self::Flow(flow) => format!("{}/{}: {}", flow.provider.name, flow.name, flow.title),
            Self::Grant(flow) => format!("the grant {}", flow.grant),
        }
    }

    /// What is to be said below that.
    pub(super) fn summary(&self) -> String {
        match self {
            Self::Flow(flow) => flow.summary.clone(),
            Self::Grant(flow) => flow.sources.join(", "),
        }
    }

    /// A name for a file of its own.
    pub(super) fn file_name(&self) -> String {
        match self {
            Self::Flow(flow) => format!("{}_{}", flow.provider.name, flow.name),
            Self::Grant(flow) => flow.grant.clone(),
        }
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Flow(flow) => drawing::text(flow),
            Self::Grant(flow) => {
                format!("{}\n{}\n\n{}", self.title(), self.summary(), drawing::machine(flow))
            }
        }
    }

    pub(super) fn mermaid(&self) -> String {
        match self {
            Self::Flow(flow) => graph::mermaid(flow),
            Self::Grant(flow) => format!("%% {}\n{}", self.title(), graph::mermaid(flow)),
        }
    }

    pub(super) fn svg(&self) -> String {
        let (title, summary) = (self.title(), self.summary());
        // Nothing is known of the properties of what stands in for a flow.
        let properties = matches!(self, Self::Flow(_));
        let heading = svg::Heading { title: &title, summary: &summary, properties };
        svg::picture(self.machine(), heading)
    }
}
