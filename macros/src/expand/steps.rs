//! The attempt: a method for each step, in the state that it leaves.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use spotify_flow_spec::flow::{Action, FlowOption, OptionKind, SlotId, State, Transition};

use super::states::{suspends, type_of};
use super::{Expansion, docs};

pub(super) fn expand(expansion: &Expansion<'_>) -> TokenStream {
    let impls = expansion.flow.states.iter().enumerate().map(|(index, state)| {
        let (name, methods) = (type_of(state), methods(expansion, index, state));
        let token = state.is_final.then(|| token(state));
        quote!(impl Attempt<state::#name> { #methods } #token)
    });
    quote! {
        /// One run of the flow, in the state `S`.
        pub struct Attempt<S> {
            machine: rt::Machine,
            state: ::core::marker::PhantomData<fn() -> S>,
        }
        impl<S> ::core::convert::From<rt::Machine> for Attempt<S> {
            fn from(machine: rt::Machine) -> Self {
                Self { machine, state: ::core::marker::PhantomData }
            }
        }
        impl<S> ::core::fmt::Debug for Attempt<S> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.machine, f)
            }
        }
        #(#impls)*
    }
}

/// What an attempt can do in a state.
fn methods(expansion: &Expansion<'_>, index: usize, state: &State) -> TokenStream {
    let flow = expansion.flow;
    let shows = state.shows.iter().map(|slot| shown(expansion, *slot));
    let options = flow.options.iter().filter(|option| {
        flow.transitions.get(option.transition).is_some_and(|step| step.from == index)
    });
    let options = options.map(|option| setter(expansion, option));
    let steps = flow.leaving(index).map(|(index, transition)| step(expansion, index, transition));
    let suspend = suspends(expansion, state).then(|| suspend(state));
    let token = state.is_final.then(|| {
        quote! {
            /// The token.
            pub fn token(&self) -> &rt::Token { self.machine.token() }
        }
    });
    quote!(#(#shows)* #(#options)* #(#steps)* #suspend #token)
}

fn token(state: &State) -> TokenStream {
    let name = type_of(state);
    quote! {
        impl ::core::convert::From<Attempt<state::#name>> for rt::Token {
            fn from(attempt: Attempt<state::#name>) -> Self { attempt.machine.into_token() }
        }
    }
}

fn suspend(state: &State) -> TokenStream {
    let name = type_of(state);
    quote! {
        /// Puts the attempt away until its callback comes. It is serializable, and holds secrets of
        /// this one attempt: keep it where the user can't read it.
        pub fn suspend(self) -> rt::Suspended<state::#name> { rt::Suspended::new(self.machine) }
    }
}

fn shown(expansion: &Expansion<'_>, slot: SlotId) -> TokenStream {
    let Some(named) = expansion.flow.slot(slot) else { return TokenStream::new() };
    let (name, index) = (format_ident!("{}", named.name, span = expansion.span), slot.0);
    let docs = format!("The `{}` of this attempt.", named.name);
    quote!(#[doc = #docs] pub fn #name(&self) -> &str { self.machine.shown(#index) })
}

fn setter(expansion: &Expansion<'_>, option: &FlowOption) -> TokenStream {
    let (name, slot) = (format_ident!("{}", option.name, span = expansion.span), option.slot.0);
    let docs = if option.summary.is_empty() {
        format!("Sets `{}`.", option.name)
    } else {
        option.summary.clone()
    };
    let (ty, value) = match option.kind {
        OptionKind::Bool => (quote!(bool), quote!(rt::text(value))),
        OptionKind::Integer => (quote!(u64), quote!(rt::text(value))),
        OptionKind::String => (quote!(impl ::core::convert::AsRef<str>), quote!(value.as_ref())),
    };
    quote! {
        #[doc = #docs]
        pub fn #name(self, value: #ty) -> Self {
            self.machine.set_option(#slot, #value).into()
        }
    }
}

/// A step. It gives the attempt back when it fails, unless it spent a one-time value.
fn step(expansion: &Expansion<'_>, index: usize, transition: &Transition) -> TokenStream {
    let flow = expansion.flow;
    let Some(target) = flow.states.get(transition.to).map(type_of) else {
        return TokenStream::new();
    };
    let docs = docs::step(flow, transition);
    let name = format_ident!("{}", transition.name, span = expansion.span);
    let error = if transition.spends { quote!(rt::Error) } else { quote!(rt::Failed<Self>) };
    let result = quote!(::core::result::Result<Attempt<state::#target>, #error>);
    let finish = if transition.spends { quote!(rt::spent) } else { quote!(rt::step) };
    // No `async fn`: each would be a state machine that the compiler makes anew for every struct.
    let post = if transition.spends { quote!(rt::post_spent) } else { quote!(rt::post_step) };
    let span = expansion.span;
    match &transition.action {
        Action::Redirect(_) => quote_spanned! {span=>
            #[doc = #docs]
            pub fn #name(self) -> #result { #finish(self.machine.redirect(#index)) }
        },
        Action::Callback(_) => quote_spanned! {span=>
            #[doc = #docs]
            pub fn #name(self, callback: impl ::core::convert::AsRef<str>) -> #result {
                #finish(rt::receive(self.machine, #index, callback.as_ref()))
            }
        },
        Action::Post(_) => quote_spanned! {span=>
            #[doc = #docs]
            pub fn #name(
                self,
                http: &dyn rt::Transport,
            ) -> impl ::core::future::Future<Output = #result> {
                #post(self.machine, #index, http)
            }
        },
    }
}
