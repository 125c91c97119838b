//! The provider's screen in a frame. Our own words beside the box say whose it is; under it stands the other way.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{Rendered, camera};
use crate::{
    islands::frame::{FrameIsland, FrameTexts},
    page::FramePage,
    parts,
    texts::Texts,
};

pub(super) fn render(page: FramePage, t: Texts) -> Rendered {
    let provider = page.provider.name.as_str();
    let texts = texts(provider, page.page_action.is_some(), t);
    let camera = camera::beside(
        page.camera.as_ref(),
        &camera::Step {
            title: &page.title,
            provider,
            branding: &page.branding,
        },
        t,
    );
    let body = view! {
        {parts::back(&page.back, fl!(t, "back"))}
        {parts::place_at(page.place, &page.provider, t)}
        <h1 tabindex="-1">{page.title.clone()}</h1>
        <div class="whose">
            <p>{fl!(t, "frame-whose", provider = provider, site = page.provider.site.as_str())}</p>
            <p class="quiet">{fl!(t, "frame-whose-hint", provider = provider)}</p>
        </div>
        {no_script(&page, t)}
        <FrameIsland
            at=page.at
            min_size=page.min_size
            preferred_size=page.preferred_size
            go_on=page.go_on.clone()
            texts
        />
        <div class="beside">
            {page.page_action.map(|action| other_way(action, t))}
            <section>
                <h2>{fl!(t, "frame-back-heading")}</h2>
                <p>{fl!(t, "frame-back")}</p>
                <a class="button button--second" href=page.go_on>{fl!(t, "frame-go-on")}</a>
            </section>
            {camera}
        </div>
    }
    .into_any();
    Rendered {
        has_island: true,
        wide: true,
        ..Rendered::new(page.title, Some(page.branding), body)
    }
}

fn no_script(page: &FramePage, t: Texts) -> AnyView {
    let how = match &page.page_action {
        Some(_) if !page.provider.needs_scripts => {
            let action = fl!(t, "frame-other-action");
            fl!(t, "frame-noscript-page", action = action)
        }
        _ => fl!(
            t,
            "frame-noscript-none",
            company = page.branding.company.as_str(),
            contact = page.branding.contact.as_str()
        ),
    };
    view! {
        <noscript>
            <div class="inset">
                <p>{fl!(t, "frame-noscript")} " " {how}</p>
            </div>
        </noscript>
    }
    .into_any()
}

fn other_way(action: String, t: Texts) -> AnyView {
    view! {
        <section>
            <h2>{fl!(t, "frame-other-heading")}</h2>
            <p>{fl!(t, "frame-other")}</p>
            <form method="post" action=action>
                <button class="button button--second" type="submit" name="presentation" value="page">
                    {fl!(t, "frame-other-action")}
                </button>
            </form>
        </section>
    }
    .into_any()
}

fn texts(provider: &str, has_other_way: bool, t: Texts) -> FrameTexts {
    FrameTexts {
        title: fl!(t, "frame-title", provider = provider),
        region: fl!(t, "frame-region", provider = provider),
        binding: fl!(t, "frame-binding", provider = provider),
        binding_hint: fl!(t, "frame-binding-hint"),
        loading: fl!(t, "frame-loading", provider = provider),
        stuck: fl!(t, "frame-stuck"),
        slow: if has_other_way {
            fl!(t, "frame-slow")
        } else {
            fl!(t, "frame-slow-only")
        },
        alternative: fl!(t, "frame-alternative", provider = provider),
        returning: fl!(t, "frame-returning", provider = provider),
        superseded: fl!(t, "frame-superseded"),
        superseded_action: fl!(t, "frame-superseded-action"),
        not_found: fl!(t, "frame-not-found"),
        unavailable: fl!(t, "frame-unavailable", provider = provider),
        too_many: fl!(t, "frame-too-many"),
        internal: fl!(t, "frame-internal"),
        retry: fl!(t, "frame-retry"),
        transport: fl!(t, "frame-transport"),
        unclaimed: fl!(t, "frame-unclaimed"),
        reload: fl!(t, "frame-reload"),
    }
}
