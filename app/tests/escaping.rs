//! Data from the configuration and from people never becomes markup.

#[expect(dead_code, reason = "only the tags are counted here")]
mod reading;
mod render;
mod samples;

use reading::tags;
use render::html;
use samples::{branding, chrome, pages};
use vestibule::locale::Locale;
use vestibule_app::page::{
    AskedPage, BackTo, CameraNotice, CheckPage, CheckValue, ConsentsPage, DeadLinkPage,
    DemoJourney, DemoPage, EndedPage, FilledFrom, HelpPage, InsteadPage, Invitation, LaterPage,
    NotMePage, OwnOnboarding, Page, QuestionPage, ResultPage, RootPage, StartPage, TasksPage,
    TermsPage,
};

/// P-1: data from the configuration and from people, in every place that shows it.
#[tokio::test]
async fn data_stays_data_wherever_it_is_shown() {
    const EVIL: &str =
        "</title></noscript></script><script>alert(1)</script>\"><img src=x onerror=alert(1)>";
    let evil = || EVIL.to_owned();
    for (name, page) in pages() {
        let page = match page {
            Page::Demo(page) => Page::Demo(DemoPage {
                journeys: page
                    .journeys
                    .into_iter()
                    .map(|journey| DemoJourney {
                        title: evil(),
                        company: evil(),
                        steps: vec![evil()],
                        ..journey
                    })
                    .collect(),
                own: page
                    .own
                    .into_iter()
                    .map(|one| evil_own(one, EVIL))
                    .collect(),
                ..page
            }),
            Page::Start(page) => Page::Start(StartPage {
                steps: vec![evil()],
                stored: evil(),
                invitation: page.invitation.map(|invitation| Invitation {
                    asks: evil(),
                    account: Some(evil()),
                    ..invitation
                }),
                ..page
            }),
            Page::NotMe(page) => Page::NotMe(NotMePage {
                asks: evil(),
                ..page
            }),
            Page::DeadLink(page) => Page::DeadLink(DeadLinkPage {
                asks: evil(),
                ..page
            }),
            Page::Asked(page) => Page::Asked(AskedPage {
                asks: evil(),
                ..page
            }),
            Page::Tasks(mut page) => {
                for task in &mut page.tasks {
                    task.title = evil();
                    task.chosen = Some(evil());
                }
                Page::Tasks(page)
            }
            Page::Terms(page) => Page::Terms(evil_terms(page, EVIL)),
            Page::Question(page) => Page::Question(evil_question(page, EVIL)),
            Page::Check(page) => Page::Check(evil_check(page, EVIL)),
            Page::Consents(page) => Page::Consents(evil_consents(page, EVIL)),
            Page::Intro(mut page) => {
                page.title = evil();
                page.provider.name = evil();
                page.provider.site = evil();
                page.camera = Some(CameraNotice { stored: evil() });
                Page::Intro(page)
            }
            Page::Frame(mut page) => {
                page.title = evil();
                page.provider.name = evil();
                page.provider.site = evil();
                page.camera = Some(CameraNotice { stored: evil() });
                Page::Frame(page)
            }
            Page::Leave(mut page) => {
                page.provider.name = evil();
                page.provider.site = evil();
                Page::Leave(page)
            }
            Page::Waiting(mut page) => {
                page.provider.name = evil();
                Page::Waiting(page)
            }
            Page::Ended(mut page) => {
                page.provider.name = evil();
                Page::Ended(EndedPage {
                    title: evil(),
                    ..page
                })
            }
            Page::Result(page) => Page::Result(ResultPage {
                back_to: page.back_to.map(|back| BackTo {
                    company: evil(),
                    ..back
                }),
                reference: evil(),
                done: vec![evil()],
                instead: vec![(evil(), "/".to_owned())],
                ..page
            }),
            Page::Root(page) => Page::Root(RootPage {
                own: page
                    .own
                    .into_iter()
                    .map(|one| evil_own(one, EVIL))
                    .collect(),
            }),
            Page::Choice(mut page) => {
                page.title = evil();
                for way in &mut page.ways {
                    way.name = evil();
                    way.title = evil();
                    way.hint = Some(evil());
                }
                Page::Choice(page)
            }
            Page::Instead(page) => Page::Instead(InsteadPage {
                title: evil(),
                text: evil(),
                reference: evil(),
                ..page
            }),
            Page::Help(page) => Page::Help(HelpPage {
                reference: evil(),
                ..page
            }),
            Page::Later(page) => Page::Later(LaterPage {
                address: evil(),
                reference: evil(),
                ..page
            }),
            other @ Page::Error(_) => other,
        };
        let page = with_evil_branding(page, EVIL);
        let html = html(&page, &chrome(Locale::En)).await;
        assert!(!html.contains("<script>alert"), "{name}");
        assert!(!html.contains("<img"), "{name}");
        assert_eq!(tags(&html, "title").len(), 1, "{name}");
        assert_eq!(html.matches("</title>").count(), 1, "{name}");
        assert_eq!(
            tags(&html, "noscript").len(),
            html.matches("</noscript>").count(),
            "{name}"
        );
    }
}

fn evil_own(one: OwnOnboarding, evil: &str) -> OwnOnboarding {
    OwnOnboarding {
        title: evil.to_owned(),
        company: evil.to_owned(),
        ..one
    }
}

fn evil_terms(mut page: TermsPage, evil: &str) -> TermsPage {
    for consent in &mut page.consents {
        consent.name = evil.to_owned();
        consent.text = evil.to_owned();
    }
    TermsPage {
        title: evil.to_owned(),
        paragraphs: vec![evil.to_owned()],
        version: evil.to_owned(),
        ..page
    }
}

fn evil_question(mut page: QuestionPage, evil: &str) -> QuestionPage {
    let evil = || evil.to_owned();
    for field in &mut page.fields {
        field.label = evil();
        field.value = evil();
        field.date = [evil(), evil(), evil()];
        field.hint = Some(evil());
        field.claim = evil();
        field.from = Some(FilledFrom::Named(evil()));
        for option in &mut field.options {
            option.value = evil();
            option.label = evil();
        }
    }
    QuestionPage {
        title: evil(),
        ..page
    }
}

fn evil_check(mut page: CheckPage, evil: &str) -> CheckPage {
    for row in &mut page.rows {
        row.label = evil.to_owned();
        row.value = CheckValue::Text(evil.to_owned());
    }
    CheckPage {
        title: evil.to_owned(),
        shown: evil.to_owned(),
        ..page
    }
}

fn evil_consents(mut page: ConsentsPage, evil: &str) -> ConsentsPage {
    for consent in &mut page.consents {
        consent.id = evil.to_owned();
        consent.title = evil.to_owned();
        consent.paragraphs = vec![evil.to_owned()];
        consent.version = evil.to_owned();
        consent.purpose = evil.to_owned();
    }
    page
}

fn with_evil_branding(page: Page, evil: &str) -> Page {
    let mut page = page;
    let mut branding = branding();
    branding.company = evil.to_owned();
    branding.journey = evil.to_owned();
    branding.contact = evil.to_owned();
    match &mut page {
        Page::Start(StartPage {
            branding: there, ..
        })
        | Page::Tasks(TasksPage {
            branding: there, ..
        })
        | Page::Terms(TermsPage {
            branding: there, ..
        })
        | Page::Question(QuestionPage {
            branding: there, ..
        })
        | Page::Ended(EndedPage {
            branding: there, ..
        })
        | Page::Result(ResultPage {
            branding: there, ..
        }) => *there = branding,
        Page::Intro(intro) => intro.branding = branding,
        Page::Frame(frame) => frame.branding = branding,
        Page::Leave(leave) => leave.branding = branding,
        Page::Waiting(waiting) => waiting.branding = branding,
        Page::Choice(choice) => choice.branding = branding,
        Page::Check(check) => check.branding = branding,
        Page::Consents(consents) => consents.branding = branding,
        Page::Instead(instead) => instead.branding = branding,
        Page::Help(help) => help.branding = branding,
        Page::Later(later) => later.branding = branding,
        Page::NotMe(not_me) => not_me.branding = branding,
        Page::DeadLink(link) => link.branding = branding,
        Page::Asked(asked) => asked.branding = branding,
        Page::Demo(_) | Page::Root(_) | Page::Error(_) => {}
    }
    page
}
