//! The flow's table as a constant.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use spotify_flow_spec::Flow;
use spotify_flow_spec::flow::{
    Action, Authentication, Binding, Endpoint, Filter, Parameter, Part, Pattern, Post, Slot,
    SlotId, Source, State, Template, Transition, Variable, Within,
};
use spotify_flow_spec::provider::{ApiOrigin, LifetimeFrom, Provider, Refusal, TokenError};

use crate::names::upper_camel;

pub(super) fn expand(flow: &Flow) -> TokenStream {
    let (name, provider) = (text(&flow.name), provider(&flow.provider));
    let properties = properties(flow);
    let authentication = match flow.authentication {
        Authentication::None => quote!(None),
        Authentication::Basic => quote!(Basic),
        Authentication::BasicRaw => quote!(BasicRaw),
        Authentication::Body => quote!(Body),
    };
    let slots = list(flow.slots.iter().enumerate().map(|it| slot(flow, it)));
    let endpoints = list(flow.endpoints.iter().map(endpoint));
    let states = list(flow.states.iter().map(state));
    let initial = flow.initial;
    let transitions = list(flow.transitions.iter().map(transition));
    let renew = option(flow.renew.as_ref().map(post));
    let kept = list(flow.kept.iter().map(|kept| {
        let (slot, optional) = (kept.slot.0, kept.optional);
        quote!(rt::KeptDef { slot: #slot, optional: #optional })
    }));
    let granted = option(flow.granted.map(|slot| slot.0.to_token_stream()));
    let options = list(flow.options.iter().map(|option| {
        let (name, slot) = (text(&option.name), option.slot.0);
        quote!(rt::OptionDef { name: #name, slot: #slot })
    }));
    quote! {
        rt::FlowDef {
            name: #name,
            provider: #provider,
            properties: #properties,
            authentication: rt::Authentication::#authentication,
            slots: #slots,
            endpoints: #endpoints,
            states: #states,
            initial: #initial,
            transitions: #transitions,
            renew: #renew,
            kept: #kept,
            granted: #granted,
            options: #options,
        }
    }
}

fn text(text: &str) -> TokenStream {
    quote!(rt::Cow::Borrowed(#text))
}

fn list<T: ToTokens>(items: impl Iterator<Item = T>) -> TokenStream {
    quote!(rt::Cow::Borrowed(&[#(#items),*]))
}

fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

fn properties(flow: &Flow) -> TokenStream {
    let properties = flow.properties;
    let (consent, refreshable) = (properties.needs_user_consent, properties.refreshable);
    let (short, scoped) = (properties.short_lived, properties.user_scoped);
    quote! {
        rt::Properties {
            needs_user_consent: #consent,
            refreshable: #refreshable,
            short_lived: #short,
            user_scoped: #scoped,
        }
    }
}

fn provider(provider: &Provider) -> TokenStream {
    let (name, title) = (text(&provider.name), text(&provider.title));
    let issuer = option(provider.issuer.as_ref().map(|issuer| template(&issuer.url)));
    let origins = list(provider.api_origins.iter().map(origin));
    let headers = list(provider.api_headers.iter().map(parameter));
    let token = option(provider.api_token.as_ref().map(|header| {
        let (name, before) = (text(&header.name), text(&header.before));
        quote!(rt::TokenHeaderDef { name: #name, before: #before })
    }));
    let path = template(provider.api_path.as_ref().map_or(&Template::default(), |it| &it.url));
    let redirect = list(provider.redirect.iter().map(|kind| {
        let kind = format_ident!("{}", upper_camel(kind.as_str()));
        quote!(rt::RedirectKind::#kind)
    }));
    let separator = text(&provider.scope_separator);
    let wide = provider.scopes.iter().filter(|scope| !scope.implies.is_empty());
    let implied = list(wide.map(|scope| {
        let value = text(&scope.value);
        let all = list(provider.implied(scope).into_iter().map(|it| text(&it.value)));
        quote!((#value, #all))
    }));
    let origin_from = option(provider.api_origin_from.as_deref().map(text));
    let (kinds, json) =
        (list(provider.tokens.kinds.iter().map(|it| text(it))), provider.tokens.json);
    let scope_array = provider.tokens.scope_array;
    let errors = list(provider.tokens.errors.iter().map(error));
    let token_lifetime = option(provider.tokens.lifetime.map(|seconds| quote!(#seconds)));
    let expires = format_ident!("{}", upper_camel(provider.tokens.expires.as_str()));
    let members = list(provider.tokens.members.iter().map(|(name, path)| {
        let (name, path) = (text(name), text(path));
        quote!((#name, #path))
    }));
    let by_user = provider.limits.by_user;
    let reset = option(provider.limits.reset.as_deref().map(text));
    let refusals = list(provider.refusals.iter().map(refusal));
    let lifetime = option(provider.refresh_tokens.lifetime.map(|lifetime| {
        let (months, days) = (lifetime.months, lifetime.days);
        let from_use = lifetime.from == LifetimeFrom::Use;
        quote!(rt::RefreshLifetime { months: #months, days: #days, from_use: #from_use })
    }));
    quote! {
        rt::ProviderDef {
            name: #name,
            title: #title,
            issuer: #issuer,
            api_origins: #origins,
            api_origin_from: #origin_from,
            api_headers: #headers,
            api_token: #token,
            api_path: #path,
            redirect: #redirect,
            scope_separator: #separator,
            implied_scopes: #implied,
            token_kinds: #kinds,
            json: #json,
            scope_array: #scope_array,
            errors: #errors,
            token_lifetime: #token_lifetime,
            expires: rt::Expires::#expires,
            members: #members,
            limit_by_user: #by_user,
            limit_reset: #reset,
            refusals: #refusals,
            refresh_lifetime: #lifetime,
        }
    }
}

fn error(error: &TokenError) -> TokenStream {
    let status = option(error.status.map(|status| quote!(#status)));
    let (says, means) = (text(&error.says), text(&error.means));
    quote!(rt::ErrorDef { status: #status, says: #says, means: #means })
}

fn refusal(refusal: &Refusal) -> TokenStream {
    let (status, says) = (refusal.status, text(&refusal.says));
    let means = format_ident!("{}", upper_camel(refusal.means.as_str()));
    quote!(rt::RefusalDef { status: #status, says: #says, means: rt::Meaning::#means })
}

fn origin(origin: &ApiOrigin) -> TokenStream {
    match origin {
        ApiOrigin::At(address) => {
            let url = template(&address.url);
            quote!(rt::OriginDef::At(#url))
        }
        ApiOrigin::Hosts(end) => {
            let end = text(end);
            quote!(rt::OriginDef::Hosts(#end))
        }
    }
}

fn slot(flow: &Flow, (index, slot): (usize, &Slot)) -> TokenStream {
    let name = text(&slot.name);
    let (secret, from_app) = (slot.class.is_secret(), slot.source == Source::App);
    let id = SlotId(index);
    let declared = flow.variables.iter().find(|variable| variable.has(id));
    let variable = option(declared.map(|it| variable(it, id)));
    quote! {
        rt::SlotDef { name: #name, secret: #secret, from_app: #from_app, variable: #variable }
    }
}

fn variable(variable: &Variable, slot: SlotId) -> TokenStream {
    let name = text(&variable.name);
    let kind = format_ident!("{}", upper_camel(variable.kind.as_str()));
    let default = option(variable.default.as_deref().map(text));
    let values = list(variable.values.iter().map(|choice| {
        let (name, text) = (text(&choice.name), text(choice.text(slot).unwrap_or_default()));
        quote!((#name, #text))
    }));
    let pattern = option(variable.pattern.as_ref().map(pattern));
    quote! {
        rt::VariableDef {
            name: #name,
            kind: rt::VariableKind::#kind,
            default: #default,
            values: #values,
            pattern: #pattern,
        }
    }
}

fn pattern(pattern: &Pattern) -> TokenStream {
    let written = text(&pattern.written);
    let pieces = list(pattern.pieces.iter().map(|piece| {
        let (least, most) = (piece.least, piece.most);
        let ranges = list(piece.ranges.iter().map(|(from, to)| quote!((#from, #to))));
        quote!(rt::PieceDef { ranges: #ranges, least: #least, most: #most })
    }));
    quote!(rt::PatternDef { written: #written, pieces: #pieces })
}

fn endpoint(endpoint: &Endpoint) -> TokenStream {
    let (name, url) = (text(&endpoint.name), template(&endpoint.url));
    quote!(rt::EndpointDef { name: #name, url: #url })
}

fn state(state: &State) -> TokenStream {
    let (name, is_final) = (text(&state.name), state.is_final);
    let keeps = list(state.keeps.iter().map(|slot| slot.0));
    let perhaps = list(state.perhaps.iter().map(|slot| slot.0));
    quote! {
        rt::StateDef { name: #name, is_final: #is_final, keeps: #keeps, perhaps: #perhaps }
    }
}

fn transition(transition: &Transition) -> TokenStream {
    let (name, from, to) = (text(&transition.name), transition.from, transition.to);
    let mint = list(transition.mint.iter().map(|(slot, _)| slot.0));
    let (action, spends) = (action(&transition.action), transition.spends);
    quote! {
        rt::TransitionDef {
            name: #name,
            from: #from,
            to: #to,
            mint: #mint,
            action: #action,
            spends: #spends,
        }
    }
}

fn action(action: &Action) -> TokenStream {
    match action {
        Action::Redirect(redirect) => {
            let (endpoint, url) = (redirect.endpoint, redirect.url.0);
            let query = list(redirect.query.iter().map(parameter));
            quote!(rt::ActionDef::Redirect { endpoint: #endpoint, query: #query, url: #url })
        }
        Action::Callback(callback) => {
            let (fragment, token) = (callback.within == Within::Fragment, callback.token);
            let expect = list(callback.expect.iter().map(binding));
            let bind = list(callback.bind.iter().map(binding));
            quote! {
                rt::ActionDef::Callback {
                    fragment: #fragment,
                    expect: #expect,
                    bind: #bind,
                    token: #token,
                }
            }
        }
        Action::Post(request) => {
            let post = post(request);
            quote!(rt::ActionDef::Post(#post))
        }
    }
}

fn post(post: &Post) -> TokenStream {
    let (endpoint, token) = (post.endpoint, post.token);
    let form = list(post.form.iter().map(parameter));
    let bind = list(post.bind.iter().map(binding));
    let token_in = option(post.token_in.as_deref().map(text));
    quote! {
        rt::PostDef {
            endpoint: #endpoint,
            form: #form,
            bind: #bind,
            token: #token,
            token_in: #token_in,
        }
    }
}

fn binding(binding: &Binding) -> TokenStream {
    let (parameter, slot) = (text(&binding.parameter), binding.slot.0);
    let optional = binding.optional;
    quote!(rt::BindingDef { parameter: #parameter, slot: #slot, optional: #optional })
}

fn parameter(parameter: &Parameter) -> TokenStream {
    let (name, value) = (text(&parameter.name), template(&parameter.value));
    quote!(rt::ParameterDef { name: #name, value: #value })
}

fn template(template: &Template) -> TokenStream {
    list(template.0.iter().map(|part| match part {
        Part::Literal(literal) => {
            let literal = text(literal);
            quote!(rt::Part::Literal(#literal))
        }
        Part::Slot { slot, filter, optional } => {
            let slot = slot.0;
            match (filter, optional) {
                (Some(Filter::S256), _) => quote!(rt::Part::S256(#slot)),
                (None, true) => quote!(rt::Part::Optional(#slot)),
                (None, false) => quote!(rt::Part::Slot(#slot)),
            }
        }
    }))
}
