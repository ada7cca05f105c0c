//! The annotated struct.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Data, DeriveInput, Error, Fields, Ident, Meta, Result, Type, Visibility};

/// What the macro needs to know of the struct, which is emitted as it was written.
pub(crate) struct Item {
    pub(crate) name: Ident,
    pub(crate) vis: Visibility,
    pub(crate) fields: Vec<Field>,
    /// `#[cfg]` and `#[allow]`: they hold for all that is generated.
    pub(crate) carried: TokenStream,
    /// What is wrong with it, where it has a name but is no struct with named fields.
    pub(crate) unfit: Option<Error>,
}

/// A field of the struct.
pub(crate) struct Field {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

/// What a flow is put on, as the beginning of a message.
const WANTED: &str = "a flow is put on a struct with named fields, such as `client_id: ClientId`";

impl Item {
    pub(crate) fn parse(tokens: &TokenStream) -> Result<Self> {
        let input: DeriveInput =
            syn::parse2(tokens.clone()).map_err(|error| Error::new(error.span(), WANTED))?;
        one_attribute(&input)?;
        no_generics(&input)?;
        let (fields, unfit) = match fields(&input.ident, input.data) {
            Ok(fields) => (fields, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        Ok(Self {
            carried: input.attrs.iter().filter_map(carried).collect(),
            fields,
            unfit,
            name: input.ident,
            vis: input.vis,
        })
    }

    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// An attribute of the struct, as what is generated has it.
fn carried(attribute: &Attribute) -> Option<TokenStream> {
    let path = attribute.path();
    if path.is_ident("cfg") || path.is_ident("allow") {
        return Some(attribute.to_token_stream());
    }
    // An expectation is met once, on the struct: elsewhere it would be reported as not met.
    if path.is_ident("expect") {
        let Meta::List(list) = &attribute.meta else { return None };
        let lints = &list.tokens;
        return Some(quote!(#[allow(#lints)]));
    }
    // To generate for a struct is no use of it.
    path.is_ident("deprecated").then(|| quote!(#[allow(deprecated)]))
}

/// Two flows on one struct would be two modules of one name.
fn one_attribute(input: &DeriveInput) -> Result<()> {
    let again = input.attrs.iter().find(|attribute| {
        let last = attribute.path().segments.last();
        last.is_some_and(|segment| segment.ident == "spotify_flow" || segment.ident == "flow")
    });
    match again {
        Some(attribute) => {
            let message = "a struct has one flow: write a second struct for the second flow";
            Err(Error::new_spanned(attribute, message))
        }
        None => Ok(()),
    }
}

fn no_generics(input: &DeriveInput) -> Result<()> {
    if input.generics.params.is_empty() && input.generics.where_clause.is_none() {
        return Ok(());
    }
    let message = "an app is one thing, and owns its values: the struct of a flow has no generic \
                   parameters and no lifetimes";
    Err(Error::new_spanned(&input.generics, message))
}

fn fields(name: &Ident, data: Data) -> Result<Vec<Field>> {
    let refuse = |what: &str| Err(Error::new_spanned(name, format!("{WANTED}, not {what}")));
    let data = match data {
        Data::Struct(data) => data,
        Data::Enum(_) => return refuse("on an enum"),
        Data::Union(_) => return refuse("on a union"),
    };
    match data.fields {
        Fields::Named(named) => {
            let field = |field: syn::Field| Some(Field { name: field.ident?, ty: field.ty });
            Ok(named.named.into_iter().filter_map(field).collect())
        }
        Fields::Unnamed(_) => refuse("on a tuple struct"),
        Fields::Unit => refuse("on a unit struct"),
    }
}
