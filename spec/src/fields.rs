//! The fields that a flow needs in the struct of an app.

use crate::flow::{Action, Flow, VariableKind};

/// A field that a flow needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The name of its type in `spotify_flow`.
    pub ty: &'static str,
    /// Why.
    pub why: String,
    /// Whether the flow does without: a variable with a default.
    pub optional: bool,
}

/// The fields that a flow needs, in the order of the docs.
///
/// ```
/// use spotify_flow_spec::{bundled, fields};
/// let flow = bundled::flow("spotify", "client_credentials").unwrap();
/// let names: Vec<_> = fields::needed(&flow).into_iter().map(|field| field.name).collect();
/// assert_eq!(names, ["client_id", "client_secret"]);
/// ```
#[must_use]
pub fn needed(flow: &Flow) -> Vec<Field> {
    let mut fields = vec![Field {
        name: "client_id".into(),
        ty: "ClientId",
        why: "every app has a client id".into(),
        optional: false,
    }];
    if flow.authentication.needs_secret() {
        let why = format!("`{}` authenticates with a client secret", flow.name);
        let (name, ty) = ("client_secret".into(), "ClientSecret");
        fields.push(Field { name, ty, why, optional: false });
    }
    let browser = flow.transitions.iter().any(|t| !matches!(t.action, Action::Post(_)));
    if browser || flow.reads("redirect_uri") {
        let why = format!("`{}` sends the user's browser back", flow.name);
        let (name, ty) = ("redirect_uri".into(), "RedirectUri");
        fields.push(Field { name, ty, why, optional: false });
    }
    for variable in &flow.variables {
        let ty = match variable.kind {
            VariableKind::Origin => "Origin",
            VariableKind::Label => "Label",
        };
        let why = format!("`{}` has the variable `{}`", flow.name, variable.name);
        let (name, optional) = (variable.name.clone(), variable.default.is_some());
        fields.push(Field { name, ty, why, optional });
    }
    fields
}
