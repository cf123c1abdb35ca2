package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;

/**
 * The server's dashboard in a browser: one browser and one server for all tests of a class, a
 * member and an admin for each. A page that has complained of anything fails its test.
 */
abstract class DashboardFixture {
  private static int tests;

  static Browser browser;
  static Team team;

  AccountRow member;
  AccountRow admin;

  @BeforeAll
  static void openBoth() {
    browser = Browser.open(1280, 860);
    team = Team.startWithSsh();
  }

  @AfterAll
  static void closeBoth() {
    if (browser != null) {
      browser.close();
    }
    if (team != null) {
      team.close();
    }
  }

  @BeforeEach
  void addBoth() {
    tests++;
    member = team.add("bo" + tests, Role.MEMBER);
    admin = team.add("alice" + tests, Role.ADMIN);
    browser.size(1280, 860);
  }

  @AfterEach
  void leave() {
    browser.offline(false);
    browser.script("localStorage.clear()");
    assertThat(browser.leave()).isEmpty();
  }

  /** Goes to one of the pages, "tokens", and waits until it is shown. */
  static void open(String way) {
    browser.script("location.hash = '#/" + way + "'");
    browser.find("#ways a[aria-current][href='#/" + way.split("/", 2)[0] + "']");
    awaitShown();
  }

  static void awaitShown() {
    browser.await(here -> browser.all("#view [aria-busy=true]").isEmpty());
  }

  /** The texts of what matches. */
  static List<String> texts(String css) {
    return browser.texts(css);
  }
}
