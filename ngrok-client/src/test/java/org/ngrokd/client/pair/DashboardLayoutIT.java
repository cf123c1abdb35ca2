package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.SessionRow;
import org.ngrokd.server.teams.store.SshKeyRow;
import org.ngrokd.server.teams.store.TokenRow;

/** How the server's dashboard looks, whatever it shows. */
class DashboardLayoutIT extends DashboardFixture {
  private static final List<String> WAYS =
      List.of(
          "",
          "tunnels",
          "names",
          "tokens",
          "keys",
          "sessions",
          "people",
          "all-tunnels",
          "clients",
          "audit",
          "settings");

  /** What strangers could call themselves, and how it is shown: as it is, or as this. */
  private static final List<String> HOSTILE =
      List.of(
          "<script>window.bad=1</script>",
          "</script><script>window.bad=1</script>",
          "<img src=x onerror=window.bad=1>",
          "\"><svg onload=window.bad=1>",
          "<a href=javascript:window.bad=1>x</a>",
          "javascript:window.bad=1",
          "<style>*{display:none}</style>",
          "{{constructor.constructor('window.bad=1')()}}",
          "<!--",
          "&lt;b&gt; &amp;amp;",
          "\u0645\u0631\u062d\u0628\u0627 (hello)",
          "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67 family",
          "\u202egnp.exe",
          "zero\u200bwidth\ufeff",
          "two\nlines",
          "x".repeat(180));

  private static String shown(String text) {
    return text.replace("\u202e", "\\u{202e}")
        .replace("\u200b", "\\u{200b}")
        .replace("\ufeff", "\\u{feff}")
        .replace("\n", "\\u{a}");
  }

  private static String idOf(String subdomain) {
    return "%016x".formatted(subdomain.hashCode());
  }

  private static AccountRow named(String subdomain, String name) {
    Instant now = Instant.now();
    return new AccountRow(
        idOf(subdomain),
        Optional.empty(),
        new AccountRow.Person(name, name),
        subdomain,
        Role.MEMBER,
        false,
        "",
        0,
        now,
        Optional.empty());
  }

  private void addStrangers() {
    Instant now = Instant.now();
    team.change(
        tables -> {
          for (int i = 0; i < HOSTILE.size(); i++) {
            String text = HOSTILE.get(i);
            tables.accounts().add(named("stranger" + i, text));
            tables
                .tokens()
                .add(
                    new TokenRow(
                        "k" + i,
                        admin.id(),
                        text,
                        "h" + i,
                        List.of(),
                        now,
                        Optional.empty(),
                        Optional.empty()));
            boolean unused =
                tables
                    .keys()
                    .add(
                        new SshKeyRow(
                            "SHA256:" + "k".repeat(42) + (char) ('a' + i),
                            admin.id(),
                            "ssh-rsa",
                            "AAAA",
                            2048,
                            text,
                            now,
                            Optional.empty()));
            tables
                .sessions()
                .add(new SessionRow("s" + i, admin.id(), now, now, "203.0.113." + i, text));
          }
        });
  }

  private static void assertHarmless() {
    assertThat(browser.script("return window.bad === undefined")).isEqualTo("true");
    assertThat(
            browser.script(
                "return document.querySelectorAll('script:not([src]), iframe, base, img[src=x],"
                    + " [onerror], [onload], body style, a[href^=javascript]').length"))
        .isEqualTo("0");
    assertThat(browser.driver().getCurrentUrl()).startsWith(team.address());
  }

  /** Nothing has to be scrolled to sideways, and nothing is where no scrolling leads to. */
  private static void assertFits() {
    assertThat(
            browser.script(
                "const root = document.documentElement;"
                    + " return root.scrollWidth <= root.clientWidth"))
        .as(browser.driver().getCurrentUrl())
        .isEqualTo("true");
    assertThat(
            browser.script(
                "return [...document.querySelectorAll('#view *:not(thead, thead *), .bar *')]"
                    + ".filter((each) => each.getBoundingClientRect().right"
                    + " > document.documentElement.clientWidth + 1)"
                    + ".map((each) => each.outerHTML.slice(0, 80)).join()"))
        .isEmpty();
  }

  @Test
  void whatStrangersCallThemselvesIsShownAsText() {
    addStrangers();
    browser.size(360, 740);
    team.signIn(browser, admin);
    String[] all = HOSTILE.stream().map(DashboardLayoutIT::shown).toArray(String[]::new);

    open("people");
    browser.find("#search").sendKeys("stranger");
    browser.await(here -> browser.all(".rows tbody tr").size() == HOSTILE.size());
    assertThat(texts(".rows td.name .outside")).containsExactlyInAnyOrder(all);
    assertHarmless();
    assertFits();
    open("tokens");
    assertThat(texts(".rows td.label .outside")).containsExactlyInAnyOrder(all);
    assertHarmless();
    assertFits();
    open("keys");
    assertThat(texts(".rows td.label .outside")).containsExactlyInAnyOrder(all);
    assertHarmless();
    assertFits();
    open("sessions");
    assertThat(texts(".rows td.agent .outside")).contains(all);
    assertHarmless();
    assertFits();
    open("people/" + idOf("stranger0"));
    browser.findWith(".one", HOSTILE.get(0));
    browser.click("#remove");
    browser.findWith("dialog", HOSTILE.get(0));
    assertHarmless();
    browser.click("#ask-cancel");
  }

  @Test
  void nothingScrollsSidewaysOnAPhone() {
    browser.size(360, 740);
    team.signIn(browser, admin);
    for (String way : WAYS) {
      open(way);
      assertFits();
    }
    browser.click("#menu");
    assertThat(browser.isShown("#ways-list")).isTrue();
    assertFits();
    browser.clickWith("#ways a", "Tokens");
    browser.findWith("h2.title", "Tokens");
    assertThat(browser.isShown("#ways-list")).isFalse();
  }

  @Test
  void textsAndLabelsAreInTheLanguageThatWasChosen() {
    team.signIn(browser, admin);
    browser.click("#language");
    browser.findWith("#sign-out", "退出登录");
    browser.click("#theme");
    String theme = browser.script("return document.documentElement.dataset.theme");
    browser.go(team.address());
    browser.findWith("#sign-out", "退出登录");

    assertThat(browser.script("return document.documentElement.dataset.theme")).isEqualTo(theme);
    for (String way : WAYS) {
      open(way);
      String english =
          browser.script(
              "return [...document.querySelectorAll("
                  + "'[aria-label], [placeholder], h2, .rows th, button')]"
                  + ".flatMap((each) => [each.ariaLabel, each.placeholder,"
                  + " /^(H2|TH|BUTTON)$/.test(each.tagName) ? each.textContent : ''])"
                  + ".filter((text) => text && !/[\\u4e00-\\u9fff]/.test(text)"
                  + " && !/^(English|ngrok.*|ssh|pgrok)$/.test(text)).join()");
      assertThat(english).as(way).isEmpty();
    }
  }

  @Test
  void thousandPeopleAreShownAPageAtATime() {
    team.change(
        tables -> {
          for (int i = 0; i < 1000; i++) {
            AccountRow row = named("person" + i, "Person " + i);
            tables.accounts().add(row);
          }
        });
    team.signIn(browser, admin);
    open("people");
    browser.findWith(".summary", "Page 1, 50 rows");
    String first = browser.text(".rows tbody tr");

    browser.click("#page-on");

    browser.findWith(".summary", "Page 2, 50 rows");
    assertThat(browser.text(".rows tbody tr")).isNotEqualTo(first);
    browser.find("#search").sendKeys("Person 777");
    browser.await(here -> browser.all(".rows tbody tr").size() == 1);
    browser.findWith(".rows", "Person 777");
  }
}
