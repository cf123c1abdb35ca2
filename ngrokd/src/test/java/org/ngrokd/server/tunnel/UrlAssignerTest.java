package org.ngrokd.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.tunnel.TunnelRequest.Name;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;

class UrlAssignerTest {
  private static final Owner OWNER =
      new Owner(
          "id",
          "ip",
          (tunnel, address, loop) -> {
            throw new AssertionError("nobody is joined here");
          });

  private final AffinityCache affinity = new AffinityCache();
  private final AtomicInteger random = new AtomicInteger(0xfffffff0);
  private final UrlAssigner urls =
      new UrlAssigner(
          "example.com",
          Map.of(TunnelProtocol.HTTP, "example.com:8080", TunnelProtocol.HTTPS, "example.com"),
          affinity,
          random::getAndIncrement);

  private List<String> candidates(String protocol, String hostname, String subdomain)
      throws TunnelException {
    var request =
        new TunnelRequest(protocol, new Name(hostname, subdomain), 0, TunnelRules.OPEN, OWNER, "");
    return urls.candidates(request, request.known().orElseThrow()).stream()
        .map(PublicUrl::toString)
        .toList();
  }

  @Test
  void hostnameIsTakenAsItIsAndGoesBeforeTheSubdomain() throws Exception {
    assertThat(candidates("http", "  NAS.Example.org ", "x"))
        .containsExactly("http://nas.example.org");
    assertThat(candidates("http", "nas.example.org:81", ""))
        .containsExactly("http://nas.example.org:81");
  }

  @Test
  void subdomainIsBelowTheBaseOfItsProtocol() throws Exception {
    assertThat(candidates("http", "", " WWW ")).containsExactly("http://www.example.com:8080");
    assertThat(candidates("https", "", "a.b_c")).containsExactly("https://a.b_c.example.com");
  }

  @Test
  void randomNamesHaveAtMostEightHexDigitsAndFiveAreTried() throws Exception {
    assertThat(candidates("https", "", ""))
        .containsExactly(
            "https://7ffffff0.example.com",
            "https://7ffffff1.example.com",
            "https://7ffffff2.example.com",
            "https://7ffffff3.example.com",
            "https://7ffffff4.example.com");
  }

  @Test
  void rememberedNameIsTriedFirst() throws Exception {
    affinity.remember(new PublicUrl(TunnelProtocol.HTTPS, "old.example.com"), OWNER);

    assertThat(candidates("https", "", "")).hasSize(6).first().isEqualTo("https://old.example.com");
    assertThat(candidates("http", "", "")).hasSize(5);
  }

  @Test
  void rememberedNameOfAnotherBaseIsNot() throws Exception {
    affinity.remember(new PublicUrl(TunnelProtocol.HTTPS, "old.elsewhere.com"), OWNER);

    assertThat(candidates("https", "", "")).hasSize(5);
  }

  @Test
  void blankNameIsNoName() throws Exception {
    assertThat(candidates("https", " ", "  ")).hasSize(5);
    assertThat(candidates("https", " ", "www")).containsExactly("https://www.example.com");
  }

  @Test
  void protocolWithoutListenerIsRefused() {
    var none = new UrlAssigner("a.test", Map.of(), affinity, random::get);

    assertThatThrownBy(
            () ->
                none.candidates(
                    new TunnelRequest("http", new Name("", ""), 0, TunnelRules.OPEN, OWNER, ""),
                    TunnelProtocol.HTTP))
        .hasMessage("Not listening for http connections");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-a", "a-", "a..b", ".a", "a.", "a b", "ä", "a/b", "a:1", "<x>", "@"})
  void badNamesAreRefusedNotAltered(String name) {
    assertThatThrownBy(() -> candidates("http", "", name))
        .isInstanceOf(TunnelException.class)
        .hasMessageStartingWith("Invalid subdomain '" + name + "': ");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, an address",
    "127.0.0.1:80, an address",
    "10.1, an address",
    "a.0x7f, an address",
    "2130706433, an address",
    "localhost, every computer",
    "LOCALHOST, every computer",
    "shop.localhost, every computer",
    "com, above the server's own domain",
    "router, has no dot",
  })
  void hostNamesThatMeanMoreThanATunnelAreNobodys(String name, String reason) {
    assertThatThrownBy(() -> candidates("http", name, ""))
        .isInstanceOf(TunnelException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void belowLocalhostNamesAreThoseOfAServerThere() throws Exception {
    var local =
        new UrlAssigner(
            "localhost", Map.of(TunnelProtocol.HTTP, "localhost:80"), affinity, random::get);
    assertThat(hosts(local, "shop.localhost")).containsExactly("http://shop.localhost");
    assertThat(hosts(local, "localhost")).containsExactly("http://localhost");

    var demo =
        new UrlAssigner(
            "demo.localhost",
            Map.of(TunnelProtocol.HTTP, "demo.localhost:80"),
            affinity,
            random::get);
    assertThat(hosts(demo, "x.demo.localhost")).containsExactly("http://x.demo.localhost");
    assertThatThrownBy(() -> hosts(demo, "localhost"))
        .hasMessageContaining("above the server's own domain");
  }

  private static List<String> hosts(UrlAssigner urls, String hostname) throws TunnelException {
    return urls
        .candidates(
            new TunnelRequest("http", new Name(hostname, ""), 0, TunnelRules.OPEN, OWNER, ""),
            TunnelProtocol.HTTP)
        .stream()
        .map(PublicUrl::toString)
        .toList();
  }

  @Test
  void labelsHaveAtMostSixtyThreeCharacters() throws Exception {
    assertThat(candidates("http", "", "a".repeat(63))).hasSize(1);
    assertThatThrownBy(() -> candidates("http", "", "a".repeat(64)))
        .isInstanceOf(TunnelException.class);
    assertThatThrownBy(() -> candidates("http", "a.".repeat(127) + "com", ""))
        .isInstanceOf(TunnelException.class)
        .hasMessageStartingWith("Invalid hostname '");
  }
}
