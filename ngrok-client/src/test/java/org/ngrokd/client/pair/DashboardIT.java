package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;
import org.openqa.selenium.Keys;

/** What people do on the server's dashboard. */
class DashboardIT extends DashboardFixture {
  private static void press(String css, Keys key) {
    browser.find(css).sendKeys(key);
  }

  /** Answers yes to a question. */
  private static void sure() {
    browser.click("#ask-do");
    browser.await(here -> browser.all("dialog").isEmpty());
  }

  @Test
  void aMemberGetsCommandsWithTheirTokenAndSeesTheTunnel() {
    team.signIn(browser, member);
    String url = "http://%s.localhost:%d".formatted(member.subdomain(), team.port("http"));
    browser.findWith(".address", url);
    browser.findWith(".state", "No tunnel of yours is open.");
    assertThat(browser.text("#commands")).contains("YOUR-TOKEN");

    browser.click("#make-token");
    browser.click("#ask-do");
    String token = browser.text("#secret");
    browser.click("#secret-close");

    assertThat(browser.textWith("#commands", token))
        .contains("server_addr: localhost:" + team.port("tunnel"))
        .contains("server_fingerprint: \"sha256:")
        .contains("ngrok http 8080 -subdomain " + member.subdomain());
    try (NgrokClient client =
        team.clientBuilder(token)
            .tunnel(TunnelSpec.http(":8080").subdomain(member.subdomain()))
            .start()) {
      browser.findWith(".state", "A tunnel of yours is open.");
      open("tunnels");
      browser.findWith(".rows td.url", url);

      browser.clickWith(".rows button", "Close");
      sure();

      browser.findWith(".list", "No tunnel is open");
      assertThat(client.tunnels()).isNotNull();
    }
  }

  @Test
  void sshAndPgrokAreToldWithTokenAndFingerprint() {
    team.signIn(browser, member);
    String gateway = "localhost:" + team.port("ssh");
    browser.click("#make-token");
    browser.click("#ask-do");
    String token = browser.text("#secret");
    browser.click("#secret-close");

    browser.click("#tab-ssh");

    assertThat(texts("#commands pre"))
        .contains(
            "ssh -p %d -R 80:localhost:8080 %s@localhost"
                .formatted(team.port("ssh"), member.subdomain()),
            token)
        .last()
        .asString()
        .matches("SHA256:[A-Za-z0-9+/]{43}");
    browser.click("#tab-pgrok");
    assertThat(texts("#commands pre"))
        .contains(
            "pgrok init --remote-addr %s --forward-addr localhost:8080 --token %s"
                .formatted(gateway, token),
            "pgrok http");
  }

  @Test
  void keysAreAddedAndRemovedAndPrivateOnesAreNotKept() {
    String key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    team.signIn(browser, member);
    open("keys");
    browser.findWith(".list", "No SSH keys");
    browser.findWith("#host-keys pre", "[localhost]:" + team.port("ssh") + " ssh-ed25519 AAAA");

    browser.click("#add-key");
    browser.find("#key-text").sendKeys("-----BEGIN OPENSSH PRIVATE KEY-----");
    browser.click("#ask-do");
    browser.findWith("dialog .problem", "This is a private key");
    browser.find("#key-text").clear();
    browser.find("#key-text").sendKeys(key + " at work");
    browser.click("#ask-do");
    browser.findWith(".rows", "at work");
    assertThat(texts(".rows td.fingerprint")).first().asString().startsWith("SHA256:");

    browser.clickWith(".rows button", "Remove");
    sure();

    browser.findWith(".list", "No SSH keys");
    browser.complaints(); // of the key that was refused
  }

  @Test
  void namesAndPortsAreReservedAndGivenBack() {
    team.signIn(browser, member);
    open("names");
    browser.findWith(".rows", member.subdomain() + ".localhost");
    assertThat(texts(".rows td.actions")).containsExactly("yours for good");

    browser.click("#reserve");
    browser.find("#new-name").sendKeys("admin" + Keys.ENTER);
    browser.findWith("dialog .problem", "kept for the server");
    browser.find("#new-name").clear();
    browser.find("#new-name").sendKeys("shop-of-" + member.subdomain() + Keys.ENTER);
    browser.findWith(".rows", "shop-of-" + member.subdomain() + ".localhost");
    browser.findWith(".facts", "1 of 5");

    browser.clickWith(".rows button", "Give back");
    sure();

    browser.findWith(".facts", "0 of 5");
    browser.complaints(); // of the name that was refused
  }

  @Test
  void tokensAreRevokedAndBrowsersSignedOut() {
    team.token(member, "laptop");
    team.signIn(browser, member);
    open("tokens");
    browser.findWith(".rows", "laptop");

    browser.clickWith(".rows button", "Revoke");
    sure();

    browser.findWith(".list", "No tokens");
    open("sessions");
    browser.findWith(".rows", "this browser");
    browser.click("#everywhere");
    sure();
    browser.find("#sign-in");
    assertThat(browser.all("#sign-out")).isEmpty();
  }

  @Test
  void anAdminFindsSomebodyAndDisablesThem() {
    AccountRow carla = team.add("carla" + member.subdomain(), Role.MEMBER);
    team.signIn(browser, admin);
    open("people");
    browser.find("#search").sendKeys(carla.subdomain());
    browser.await(here -> browser.all(".rows tbody tr").size() == 1);

    browser.clickWith(".rows a", carla.person().displayName());
    browser.findWith(".one", "active");
    browser.click("#switch");
    sure();
    browser.findWith(".one", "disabled");

    open("audit");
    browser.findWith(".rows", "account disabled");
    assertThat(browser.text(".rows tbody tr"))
        .contains(admin.subdomain(), carla.subdomain(), "127.0.0.1");
  }

  @Test
  void whomAnAdminAddsGetsALink() {
    team.signIn(browser, admin);
    open("people");

    browser.click("#add-person");
    browser.find("#person-name").sendKeys("dora" + admin.subdomain() + Keys.ENTER);

    String link = browser.text("#secret");
    assertThat(link).startsWith(team.address() + "-/link/");
    browser.click("#secret-close");
    browser.findWith(".rows", "dora" + admin.subdomain());
  }

  @Test
  void anAdminClosesAndDisconnectsWhatIsEverybodys() {
    try (NgrokClient client =
        team.clientBuilder(team.token(member, "laptop"))
            .tunnel(TunnelSpec.http(":8080").subdomain(member.subdomain()))
            .start()) {
      team.signIn(browser, admin);
      open("all-tunnels");
      browser.findWith(".rows td.url", "http://" + member.subdomain() + ".localhost");
      assertThat(browser.text(".rows td.account")).isEqualTo(member.subdomain());
      open("clients");
      browser.findWith(".rows td.account", member.subdomain());

      browser.clickWith(".rows button", "Disconnect");
      sure();

      browser.findWith(".list", "No client is connected");
      assertThat(client.tunnels()).isNotNull();
    }
    open("settings");
    assertThat(browser.textWith(".card", "domain")).contains("localhost");
  }

  @Test
  void whatIsForAdminsIsNotShownToMembers() {
    team.signIn(browser, member);
    assertThat(texts("#ways a")).contains("Tokens").doesNotContain("People", "Audit log");

    browser.script("location.hash = '#/audit'");

    browser.findWith("h2.title", "This is for admins");
  }

  @Test
  void theKeyboardIsEnough() {
    team.signIn(browser, member);
    open("names");
    browser.find("#reserve");

    press("#reserve", Keys.ENTER);
    browser.find("dialog #new-name");
    press("#new-name", Keys.ESCAPE);

    browser.await(here -> browser.all("dialog").isEmpty());
    browser.await(here -> "reserve".equals(here.switchTo().activeElement().getAttribute("id")));
    open("");
    press("#tab-ngrok", Keys.ARROW_RIGHT);
    browser.find("#tab-old[aria-selected=true]");
    assertThat(browser.text("#commands")).contains("trust_host_root_certs: true");
  }

  @Test
  void aServerThatIsAwayIsToldAndTriedAgain() {
    team.signIn(browser, member);
    open("tunnels");
    browser.findWith(".list", "No tunnel is open");

    browser.offline(true);
    browser.findWith("#trouble", "The server does not answer.");

    browser.offline(false);
    browser.await(here -> !browser.isShown("#trouble"));
    browser.complaints(); // of the connections that failed
  }
}
