//! The annotated struct.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Data, DeriveInput, Error, Fields, Ident, Result, Type, Visibility};

/// What the macro needs to know of the struct, which is emitted as it was written.
pub(crate) struct Item {
    pub(crate) name: Ident,
    pub(crate) vis: Visibility,
    pub(crate) fields: Vec<Field>,
    /// `#[cfg]`, `#[allow]` and `#[expect]`: they hold for all that is generated.
    pub(crate) carried: TokenStream,
}

/// A field of the struct.
pub(crate) struct Field {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

impl Item {
    pub(crate) fn parse(tokens: &TokenStream) -> Result<Self> {
        let input: DeriveInput = syn::parse2(tokens.clone()).map_err(|error| {
            Error::new(error.span(), "a flow is put on a struct with named fields")
        })?;
        one_attribute(&input)?;
        no_generics(&input)?;
        let carried = |attribute: &&Attribute| {
            ["cfg", "allow", "expect"].iter().any(|name| attribute.path().is_ident(name))
        };
        Ok(Self {
            carried: input.attrs.iter().filter(carried).map(ToTokens::to_token_stream).collect(),
            fields: fields(&input.ident, input.data)?,
            name: input.ident,
            vis: input.vis,
        })
    }

    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
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
    let message = "an app is one thing: the struct of a flow has no generic parameters";
    Err(Error::new_spanned(&input.generics, message))
}

fn fields(name: &Ident, data: Data) -> Result<Vec<Field>> {
    let wanted = "a flow is put on a struct with named fields, such as `client_id: ClientId`";
    let refuse = |what: &str| Err(Error::new_spanned(name, format!("{wanted}, not {what}")));
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
