//! A provider's scopes and operations as types.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use spotify_flow_spec::Api;
use spotify_flow_spec::api::{Body, Operation, Parameter, ParameterKind};
use spotify_flow_spec::flow::Deprecation;
use syn::{Ident, Result};

use crate::names::upper_camel;

/// The provider, and the modules `scope` and `api`.
pub(crate) fn expand(api: &Api) -> Result<TokenStream> {
    let title = &api.provider.title;
    let scopes = scopes(api);
    let operations =
        api.operations.iter().map(|it| operation(api, it)).collect::<Result<Vec<_>>>()?;
    let scope_docs = format!("The scopes of {title}, and groups of which one will do, as types.");
    let api_docs = format!("The operations of {title}'s API, as types.");
    let docs = format!("{title}, as a type: an app at it may call its operations.");
    Ok(quote! {
        #[doc = #docs]
        #[allow(dead_code, unreachable_pub)]
        #[derive(Debug)]
        pub enum Provider {}

        #[doc = #scope_docs]
        #[allow(dead_code, unreachable_pub)]
        pub mod scope { #scopes }

        #[doc = #api_docs]
        #[allow(clippy::all, clippy::pedantic, dead_code, deprecated, unreachable_pub, unused_imports)]
        pub mod api {
            use super::scope;
            use ::spotify_flow::__macro as make;
            use ::spotify_flow::api as rt;
            #(#operations)*
        }
    })
}

fn scopes(api: &Api) -> TokenStream {
    let scopes = api.provider.scopes.iter().map(|scope| {
        let name = format_ident!("{}", upper_camel(&scope.name));
        let docs = format!("`{}`: {}", scope.value, scope.summary);
        let deprecated = deprecated(scope.deprecated.as_ref(), |it| it.to_owned());
        quote!(#[doc = #docs] #deprecated #[derive(Debug)] pub enum #name {})
    });
    let groups = api.provider.groups.iter().map(|group| {
        let name = format_ident!("{}", upper_camel(&group.name));
        let any: Vec<String> =
            group.any.iter().map(|name| format!("[`{}`]", upper_camel(name))).collect();
        let docs = format!("One of {}. {}", any.join(", "), group.summary);
        quote!(#[doc = #docs] #[derive(Debug)] pub enum #name {})
    });
    quote!(#(#scopes)* #(#groups)*)
}

fn deprecated(
    deprecation: Option<&Deprecation>,
    name: impl Fn(&str) -> String,
) -> Option<TokenStream> {
    let deprecation = deprecation?;
    let instead = deprecation.instead.as_deref();
    let instead = instead.map(|it| format!("; use `{}`", name(it))).unwrap_or_default();
    let note = format!("{}{instead}", deprecation.note.trim_end_matches('.'));
    let since = &deprecation.since;
    Some(quote!(#[deprecated(since = #since, note = #note)]))
}

fn operation(api: &Api, operation: &Operation) -> Result<TokenStream> {
    let name = format_ident!("{}", upper_camel(&operation.name));
    let docs = docs(api, operation);
    let deprecated = deprecated(operation.deprecated.as_ref(), upper_camel);
    let def = def(api, operation);
    let access = access(operation);
    let new = new(operation);
    let optional = operation.parameters().filter(|it| !it.required);
    let setters = optional.map(|parameter| {
        let (setter, docs) = (ident(&parameter.rust_name), parameter_docs(parameter));
        let (ty, set) = (ty(operation, parameter), set(operation, parameter, &quote!(self.0)));
        quote!(#[doc = #docs] pub fn #setter(self, #setter: #ty) -> Self { Self(#set) })
    });
    let words = operation.parameters().filter_map(|parameter| words(operation, parameter));
    let paged = operation
        .page
        .as_ref()
        .map(|page| quote!(impl rt::Paged for #name { const PAGE: &'static str = #page; }));
    Ok(quote! {
        #[doc = #docs]
        #deprecated
        #[derive(Debug, Clone)]
        #[must_use]
        pub struct #name(rt::Arguments);
        impl #name { #new #(#setters)* }
        impl rt::Operation for #name {
            type Access = #access;
            const DEF: &'static rt::OperationDef = &#def;
            fn into_arguments(self) -> rt::Arguments { self.0 }
        }
        #paged
        #(#words)*
    })
}

/// Everything that the spec says of an operation, for people.
fn docs(api: &Api, operation: &Operation) -> String {
    let (method, path) = (operation.method.as_str(), &operation.path);
    let mut text = format!("{}.\n\n`{method} {}{path}`\n", operation.title, api.base);
    if !operation.summary.is_empty() {
        text.push_str(&format!("\n{}\n", operation.summary));
    }
    let links = |names: &[String]| {
        let link = |name: &String| format!("[`{0}`](scope::{0})", upper_camel(name));
        names.iter().map(link).collect::<Vec<_>>().join(" and ")
    };
    let needs = match (operation.acts_for_user(), operation.scopes.as_slice()) {
        (false, []) => "Anybody may call it: a user's session and an app's own.".to_owned(),
        (false, scopes) => {
            format!("An app's own session may call it; a user's needs {}.", links(scopes))
        }
        (true, []) => "Needs a user, and no scope.".to_owned(),
        (true, scopes) => format!("Needs a user who granted {}.", links(scopes)),
    };
    text.push_str(&format!("\n{needs}"));
    if !operation.optional_scopes.is_empty() {
        text.push_str(&format!(" More with {}.", links(&operation.optional_scopes)));
    }
    if operation.premium {
        text.push_str(" The user needs a paid account.");
    }
    if !operation.source.is_empty() {
        text.push_str(&format!("\n\nSource: <{}>", operation.source));
    }
    text
}

fn access(operation: &Operation) -> TokenStream {
    if !operation.acts_for_user() {
        return quote!(rt::Public<super::Provider>);
    }
    let mut types = operation.scopes.iter().rev().map(|name| {
        let name = format_ident!("{}", upper_camel(name));
        quote!(scope::#name)
    });
    let last = types.next().unwrap_or_else(|| quote!(()));
    let all = types.fold(last, |rest, scope| quote!((#scope, #rest)));
    quote!(rt::User<super::Provider, #all>)
}

fn def(api: &Api, operation: &Operation) -> TokenStream {
    let (id, method) = (&operation.id, format_ident!("{}", operation.method.as_str()));
    let segments = operation.path.split('/').map(|it| if it.starts_with('{') { "{}" } else { it });
    let path = format!("{}{}", api.base, segments.collect::<Vec<_>>().join("/"));
    let value = |name: &&str| {
        let scope = api.provider.scopes.iter().find(|scope| scope.name == *name);
        scope.map_or_else(|| (*name).to_owned(), |scope| scope.value.clone())
    };
    let scopes = operation.scopes.iter().map(|need| {
        let any = api.choices(need);
        let any = any.iter().map(value);
        quote!(&[#(#any),*])
    });
    let answers = operation.success.iter().any(|status| [200, 201].contains(status));
    let media_type = if let Body::Raw(media) = &operation.body { media.as_str() } else { "" };
    quote! {
        rt::OperationDef {
            id: #id,
            method: rt::Method::#method,
            path: #path,
            scopes: &[#(#scopes),*],
            answers: #answers,
            media_type: #media_type,
        }
    }
}

/// `new`, with what is required.
fn new(operation: &Operation) -> TokenStream {
    let required: Vec<&Parameter> = operation.parameters().filter(|it| it.required).collect();
    let mut names: Vec<Ident> = required.iter().map(|it| ident(&it.rust_name)).collect();
    let mut types: Vec<TokenStream> = required.iter().map(|it| ty(operation, it)).collect();
    let mut arguments = quote!(<rt::Arguments as ::core::default::Default>::default());
    for parameter in &required {
        arguments = set(operation, parameter, &arguments);
    }
    if let Body::Raw(_) = operation.body {
        names.push(format_ident!("body"));
        types.push(quote!(impl ::core::convert::Into<rt::Bytes>));
        arguments = quote!(#arguments.body(body));
    }
    let each = required.iter().map(|it| format!("- {}", parameter_docs(it)));
    let docs =
        format!("The call, to be awaited in a session.\n\n{}", each.collect::<Vec<_>>().join("\n"));
    let docs = docs.trim_end();
    quote!(#[doc = #docs] pub fn new(#(#names: #types),*) -> Self { Self(#arguments) })
}

fn parameter_docs(parameter: &Parameter) -> String {
    let what = match (&parameter.kind, parameter.list) {
        (ParameterKind::String, false) => "a text".to_owned(),
        (ParameterKind::String, true) => "texts".to_owned(),
        (ParameterKind::Integer, false) => "a whole number".to_owned(),
        (ParameterKind::Integer, true) => "whole numbers".to_owned(),
        (ParameterKind::Number, false) => "a number".to_owned(),
        (ParameterKind::Number, true) => "numbers".to_owned(),
        (ParameterKind::Boolean, false) => "yes or no".to_owned(),
        (ParameterKind::Boolean, true) => "each yes or no".to_owned(),
        (ParameterKind::Object, false) => "JSON".to_owned(),
        (ParameterKind::Object, true) => "JSON, each".to_owned(),
        (ParameterKind::Words(words), _) => format!("`{}`", words.join("`, `")),
    };
    format!("`{}`: {what}.", parameter.name)
}

/// The type that Rust takes for a parameter.
fn ty(operation: &Operation, parameter: &Parameter) -> TokenStream {
    let one = match &parameter.kind {
        ParameterKind::String => quote!(impl ::core::convert::Into<::std::string::String>),
        ParameterKind::Integer => quote!(impl ::core::convert::Into<i64>),
        ParameterKind::Number => quote!(impl ::core::convert::Into<f64>),
        ParameterKind::Boolean => quote!(bool),
        ParameterKind::Object => quote!(impl ::core::convert::Into<rt::Value>),
        ParameterKind::Words(_) => {
            let name = words_name(operation, parameter);
            quote!(#name)
        }
    };
    if parameter.list { quote!(impl ::core::iter::IntoIterator<Item = #one>) } else { one }
}

/// Writes a parameter into the arguments. What a value becomes is said once, in the runtime: a call of
/// it is the cheapest body that a setter can have, and there are hundreds.
fn set(operation: &Operation, parameter: &Parameter, arguments: &TokenStream) -> TokenStream {
    let (name, value) = (&parameter.name, ident(&parameter.rust_name));
    let value = value_of(operation, parameter, &value);
    let ty = value_type(parameter);
    let is = |list: &[Parameter]| list.iter().any(|it| std::ptr::eq(it, parameter));
    if is(&operation.path_parameters) {
        return quote!(#arguments.path(make::text_of::<#ty>(#value)));
    }
    match (is(&operation.query), parameter.list) {
        (true, false) => quote!(#arguments.query(#name, make::text_of::<#ty>(#value))),
        (true, true) => quote!(#arguments.list(#name, make::texts_of::<#ty>(#value))),
        (false, false) => quote!(#arguments.member(#name, make::json_of::<#ty>(#value))),
        (false, true) => quote!(#arguments.member(#name, make::jsons_of::<#ty>(#value))),
    }
}

/// What a parameter is converted to before it is written.
fn value_type(parameter: &Parameter) -> TokenStream {
    match &parameter.kind {
        ParameterKind::String => quote!(::std::string::String),
        ParameterKind::Integer => quote!(i64),
        ParameterKind::Number => quote!(f64),
        ParameterKind::Boolean => quote!(bool),
        ParameterKind::Object => quote!(rt::Value),
        ParameterKind::Words(_) => quote!(&str),
    }
}

/// The argument, or its words.
fn value_of(operation: &Operation, parameter: &Parameter, name: &Ident) -> TokenStream {
    let ParameterKind::Words(_) = &parameter.kind else { return quote!(#name) };
    let words = words_name(operation, parameter);
    if parameter.list {
        quote!(::core::iter::IntoIterator::into_iter(#name).map(#words::as_str))
    } else {
        quote!(#words::as_str(#name))
    }
}

fn words_name(operation: &Operation, parameter: &Parameter) -> Ident {
    format_ident!("{}{}", upper_camel(&operation.name), upper_camel(&parameter.rust_name))
}

/// The words that a parameter may be, as a type.
fn words(operation: &Operation, parameter: &Parameter) -> Option<TokenStream> {
    let ParameterKind::Words(words) = &parameter.kind else { return None };
    let name = words_name(operation, parameter);
    let docs = format!("`{}` of [`{}`].", parameter.name, upper_camel(&operation.name));
    let variants: Vec<Ident> = words
        .iter()
        .map(|word| format_ident!("{}", upper_camel(&word.replace('-', "_"))))
        .collect();
    let each = words.iter().map(|word| format!("`{word}`"));
    Some(quote! {
        #[doc = #docs]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum #name { #(#[doc = #each] #variants),* }
        impl #name {
            /// As the API writes it.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { #(Self::#variants => #words),* } }
        }
    })
}

/// A name in Rust: a keyword is written raw.
fn ident(name: &str) -> Ident {
    // A keyword since the edition of 2024, which `syn` takes for a name.
    match syn::parse_str(name) {
        Ok(ident) if name != "gen" => ident,
        Ok(_) | Err(_) => format_ident!("r#{name}"),
    }
}
