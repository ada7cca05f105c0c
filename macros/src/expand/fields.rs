//! The fields that a flow needs.

use spotify_flow_spec::Flow;
use spotify_flow_spec::fields::Field as Needed;
pub(super) use spotify_flow_spec::fields::needed;
use spotify_flow_spec::suggest;
use syn::{Error, Ident, Type};

use crate::item::Item;

/// Whether the struct, which has what the flow needs, has other fields, too.
pub(super) fn of_ones_own(flow: &Flow, item: &Item) -> bool {
    let needed = needed(flow);
    item.fields.iter().any(|field| needed.iter().all(|need| field.name != need.name))
}

/// Whether a type is called so, wherever it comes from.
fn called(ty: &Type, name: &str) -> bool {
    if let Type::Group(group) = ty {
        // As a `macro_rules!` macro hands it on.
        return called(&group.elem, name);
    }
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|segment| segment.ident == name)
}

/// Reports what is missing, all of it at once; what has another type; and a secret in an app that
/// has none.
pub(super) fn check(flow: &Flow, item: &Item, module: &Ident, problems: &mut Vec<Error>) {
    let needed = needed(flow);
    let missing: Vec<&Needed> =
        needed.iter().filter(|it| !it.optional && item.field(&it.name).is_none()).collect();
    if !missing.is_empty() {
        problems.push(Error::new(item.name.span(), message(&missing, item, &needed, module)));
    }
    problems.extend(needed.iter().filter_map(|need| wrong_type(need, item, module)));
    let public = !flow.authentication.needs_secret();
    if let Some(secret) = item.field("client_secret").filter(|_| public) {
        let message = format!(
            "`{}` is for public clients, which can keep no secret: remove `client_secret`, or use \
             a flow that authenticates",
            flow.name
        );
        problems.push(Error::new(secret.name.span(), message));
    }
}

/// A field whose type is called otherwise. Names are all that a macro sees: a type of the same name
/// from elsewhere is left to the compiler.
fn wrong_type(need: &Needed, item: &Item, module: &Ident) -> Option<Error> {
    let field = item.field(&need.name).filter(|field| !called(&field.ty, &need.ty))?;
    let (name, ty) = (&need.name, &need.ty);
    let whose = match (need.generated, ty.as_str()) {
        (true, _) => format!("{module}::{ty}"),
        (false, "String") => "String".to_owned(),
        (false, _) => format!("spotify_flow::{ty}"),
    };
    let message = format!(
        "write `{name}: {}`: the flow needs this field in the type `{whose}`, under its own name",
        written(need, module)
    );
    Some(Error::new_spanned(&field.ty, message))
}

/// A field's type as one writes it: an enum of listed values stands in the module beside the struct.
fn written(need: &Needed, module: &Ident) -> String {
    if need.generated { format!("{module}::{}", need.ty) } else { need.ty.clone() }
}

fn message(missing: &[&Needed], item: &Item, needed: &[Needed], module: &Ident) -> String {
    let each = missing.iter().map(|need| {
        let spare = item.fields.iter().map(|field| field.name.to_string());
        let spare: Vec<String> =
            spare.filter(|name| needed.iter().all(|need| need.name != *name)).collect();
        let near = suggest::nearest(&need.name, spare.iter().map(String::as_str));
        let near = near.map(|near| format!(" (is it `{near}`?)")).unwrap_or_default();
        format!("{}: add a field `{}: {}`{near}", need.why, need.name, written(need, module))
    });
    each.collect::<Vec<_>>().join("\n")
}
