package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;
import org.openqa.selenium.By;

/**
 * Makes the pictures of the client's page and the server's dashboard for the documentation from a
 * real run; no test, but run as one by {@code scripts/screenshots}. Those in "more" are only for
 * looking at.
 */
class Screenshots {
  @Test
  @EnabledIfSystemProperty(named = "screenshots", matches = ".+")
  void make() {
    Path into = Path.of(System.getProperty("screenshots", ""));
    try (Pair pair = Pair.start();
        Shop shop = Shop.open();
        NgrokClient client =
            pair.clientBuilder()
                .tunnel(TunnelSpec.httpAndHttps(":" + shop.port()).subdomain("shop").name("shop"))
                .inspectAddr("127.0.0.1:0")
                .start();
        Browser browser = Browser.open(1360, 860)) {
      browser.size(1360, 860);
      browser.go(client.webAddress().orElseThrow());
      browser.find(".pill.online");
      browser.find(".list .empty");
      browser.screenshot(into.resolve("more/page-empty.png"));
      ShopVisitors visitors = new ShopVisitors(pair.port("http"));
      visitors.all();
      browser.findWith(".row", "/stripe/webhook");
      browser.screenshot(into.resolve("page-list.png"));
      browser.clickWith(".row", "/stripe/webhook");
      browser.findWith(".part.reply", "received");
      browser.screenshot(into.resolve("page-detail.png"));
      browser.click("#edit");
      browser.find("#edit-body").clear();
      browser.find("#edit-body").sendKeys("{\"id\":\"evt_1\",\"type\":\"refund.created\"}");
      browser.screenshot(into.resolve("page-edit.png"));
      browser.click("#edit-send");
      browser.find("#compare");
      browser.findWith(".part.reply", "refund");
      browser.click("#compare");
      browser.find(".diff .added");
      browser.screenshot(into.resolve("page-compare.png"));
      browser.click("#theme");
      browser.clickWith(".row", "/wechat/callback");
      browser.findWith(".part.reply", "你好");
      browser.screenshot(into.resolve("page-dark.png"));
      browser.clickWith(".row", "/broken");
      browser.find(".problem");
      browser.screenshot(into.resolve("more/page-error.png"));
      browser.clickWith(".row", "/logo.png");
      browser.find(".picture");
      browser.screenshot(into.resolve("more/page-picture.png"));
      browser.click("#theme");
      browser.clickWith(".row", "/events");
      browser.find(".frames");
      browser.screenshot(into.resolve("more/page-events.png"));
      browser.size(390, 780);
      browser.go(client.webAddress().orElseThrow());
      browser.findWith(".row", "/stripe/webhook");
      browser.screenshot(into.resolve("page-phone.png"));
      browser.clickWith(".row", "/wechat/callback");
      browser.findWith(".part.reply", "你好");
      browser.screenshot(into.resolve("more/page-phone-detail.png"));
      browser.click(".back");
      browser.click("#language");
      browser.driver().findElements(By.cssSelector(".tunnel button")).get(1).click();
      browser.find("img.code");
      browser.screenshot(into.resolve("page-phone-qr.png"));
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "screenshots", matches = ".+")
  void makeThoseOfTheDashboard() {
    Path into = Path.of(System.getProperty("screenshots", ""));
    try (Team team = Team.start();
        Shop shop = Shop.open();
        Browser browser = Browser.open(1280, 800)) {
      AccountRow alice = person(team, "alice", "Alice Martin", Role.ADMIN);
      AccountRow bo = person(team, "bo", "Bo Chen", Role.MEMBER);
      AccountRow carla = person(team, "carla", "Carla Rossi", Role.MEMBER);
      person(team, "dawen", "陈大文", Role.MEMBER);
      browser.size(1280, 800);
      try (NgrokClient first = client(team, shop, bo);
          NgrokClient second = client(team, shop, carla);
          NgrokClient third = client(team, shop, alice)) {
        new ShopVisitors(team.port("http"), "bo.localhost").all();
        team.signIn(browser, alice);
        pictures(browser, team, into);
        assertThat(List.of(first, second, third)).doesNotContainNull();
      }
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private static AccountRow person(Team team, String name, String displayName, Role role) {
    AccountRow row = team.add(name, role);
    AccountRow.Person person = new AccountRow.Person(displayName, name + "@example.com");
    team.change(tables -> tables.accounts().signedIn(row.id(), person, Instant.now()));
    return row;
  }

  private static NgrokClient client(Team team, Shop shop, AccountRow account) {
    return team.clientBuilder(team.token(account, "laptop"))
        .tunnel(TunnelSpec.http(":" + shop.port()).subdomain(account.subdomain()))
        .tunnel(TunnelSpec.tcp(":" + shop.port()).name("ssh"))
        .start();
  }

  private static void pictures(Browser browser, Team team, Path into) {
    browser.findWith(".state", "open");
    browser.screenshot(into.resolve("dashboard-start.png"));
    for (String way : List.of("all-tunnels", "people", "tokens", "names", "audit", "settings")) {
      browser.script("location.hash = '#/" + way + "'");
      browser.find("#ways a[aria-current][href='#/" + way + "']");
      browser.await(here -> browser.all("#view [aria-busy=true]").isEmpty());
      browser.screenshot(
          into.resolve(
              (way.equals("all-tunnels") ? "dashboard-" : "more/dashboard-") + way + ".png"));
    }
    browser.click("#theme");
    browser.script("location.hash = '#/people'");
    browser.findWith(".rows", "Alice Martin");
    browser.screenshot(into.resolve("dashboard-people-dark.png"));
    browser.click("#theme");
    browser.click("#language");
    browser.size(390, 780);
    browser.go(team.address());
    browser.findWith(".state", "隧道");
    browser.screenshot(into.resolve("dashboard-phone.png"));
  }
}
