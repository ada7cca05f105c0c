//! What the module beside the struct is called.

use quote::format_ident;
use syn::{Error, Ident};

use crate::item::Item;
use crate::names::snake_case;

/// The name that is written, or the struct's in the style of modules; with a mistake when it is the
/// struct's own, in which case another stands in for it.
pub(crate) fn name(item: &Item, written: Option<&Ident>) -> (Ident, Option<Error>) {
    let name = written.cloned().unwrap_or_else(|| of_struct(item));
    if name != item.name {
        return (name, None);
    }
    let message = format!(
        "the module `{name}` would be called like the struct: give it another name, \
         `module = {name}_flow`"
    );
    (format_ident!("{name}_"), Some(Error::new(name.span(), message)))
}

fn of_struct(item: &Item) -> Ident {
    let name = snake_case(&item.name.to_string());
    let span = item.name.span();
    // A keyword, such as the `match` of a struct `Match`. `gen` is one since edition 2024.
    match syn::parse_str::<Ident>(&name) {
        Ok(_) if name != "gen" => Ident::new(&name, span),
        _ => format_ident!("{name}_", span = span),
    }
}
