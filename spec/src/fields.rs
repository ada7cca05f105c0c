//! The fields that a flow needs in the struct of an app.

use crate::flow::{Action, Flow, Variable, VariableKind};
use crate::resolve::upper_camel;

/// A field that a flow needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The name of its type: of one in `spotify_flow`, of `String`, or of an enum that is
    /// [generated](Self::generated).
    pub ty: String,
    /// Why.
    pub why: String,
    /// Whether the flow does without: a variable that is optional, or has a default.
    pub optional: bool,
    /// Whether its type is an enum of the values that the flow lists.
    pub generated: bool,
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
    let field = |name: &str, ty: &str, why: String| {
        let (name, ty) = (name.to_owned(), ty.to_owned());
        Field { name, ty, why, optional: false, generated: false }
    };
    let mut fields = vec![field("client_id", "ClientId", "every app has a client id".to_owned())];
    if flow.authentication.needs_secret() {
        let why = format!("`{}` authenticates with a client secret", flow.name);
        fields.push(field("client_secret", "ClientSecret", why));
    }
    let browser = flow.transitions.iter().any(|t| !matches!(t.action, Action::Post(_)));
    if browser || flow.reads("redirect_uri") {
        let why = format!("`{}` sends the user's browser back", flow.name);
        fields.push(field("redirect_uri", "RedirectUri", why));
    }
    for variable in &flow.variables {
        let why = format!("`{}` has the variable `{}`", flow.name, variable.name);
        let optional = variable.default.is_some() || variable.optional;
        let generated = variable.kind == VariableKind::Values;
        let field = field(&variable.name, &ty(variable), why);
        fields.push(Field { optional, generated, ..field });
    }
    fields
}

/// The type of a variable's field.
fn ty(variable: &Variable) -> String {
    match variable.kind {
        VariableKind::Label => "Label".to_owned(),
        VariableKind::Host => "Host".to_owned(),
        VariableKind::Origin => "Origin".to_owned(),
        VariableKind::Url => "BaseUrl".to_owned(),
        VariableKind::String => "String".to_owned(),
        VariableKind::Secret => "AppSecret".to_owned(),
        VariableKind::Values => upper_camel(&variable.name),
    }
}
