package org.ngrokd.server.ssh.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardTest {
  @ParameterizedTest
  @CsvSource({
    "0,HTTP,0",
    "80,HTTP,0",
    "443,HTTP,0",
    "22,TCP,22",
    "81,TCP,81",
    "8080,TCP,8080",
    "65535,TCP,65535",
    "1,TCP,1"
  })
  void thePortSaysTheKind(int bindPort, Kind kind, int port) throws BadForwardException {
    assertThat(forward("", bindPort, "")).isEqualTo(new Forward(kind, "", "", port, false, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "http,2222,HTTP,0",
    "https,80,HTTPS,0",
    "tcp,0,TCP,0",
    "tcp,80,TCP,0",
    "tcp,443,TCP,0",
    "tcp,2222,TCP,2222",
    "tls,443,TLS,0",
    "tls,0,TLS,0",
    "tls,2222,TLS,0"
  })
  void aWordOverrulesIt(String word, int bindPort, Kind kind, int port) throws BadForwardException {
    assertThat(forward("", bindPort, word)).isEqualTo(new Forward(kind, "", "", port, false, ""));
  }

  @Test
  void aWordOverrulesTheHint() throws BadForwardException {
    Wishes wishes = Wishes.of(UserName.of("t"), List.of("tls"));

    assertThat(Forward.of("", 0, Optional.of(Kind.TCP), wishes, any -> false).kind())
        .isEqualTo(Kind.TLS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "LOCALHOST", "*", "0.0.0.0", "::", "h.example", "H.Example."})
  void theseMeanAny(String bindName) throws BadForwardException {
    assertThat(forward(bindName, 80, "").subdomain()).isEmpty();
    assertThat(forward(bindName, 80, "").hostname()).isEmpty();
    assertThat(forward(bindName, 2222, "").port()).isEqualTo(2222);
  }

  @ParameterizedTest
  @CsvSource({
    "shop,,shop",
    "Shop,,shop",
    "shop.h.example,,shop",
    "a.b.H.example.,,a.b",
    "shop.example,shop.example,",
    "h.example.org,h.example.org,",
    "xh.example,xh.example,",
    "_a-1,,_a-1"
  })
  void aNameIsASubdomainOrWithADotWhole(String bindName, String hostname, String subdomain)
      throws BadForwardException {
    Forward forward = forward(bindName, 443, "");

    assertThat(forward.hostname()).isEqualTo(hostname == null ? "" : hostname);
    assertThat(forward.subdomain()).isEqualTo(subdomain == null ? "" : subdomain);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "-a",
        "a..b",
        ".",
        "bücher",
        "a/b",
        "a@b",
        "*.shop.example",
        "a\u0000",
        "\u202ea",
        "127.0.0.1:80",
        "[::1]",
        "::1",
        "fe80::1%eth0"
      })
  void whatIsNoNameIsRefused(String bindName) {
    assertThatThrownBy(() -> forward(bindName, 80, ""))
        .isInstanceOf(BadForwardException.class)
        .message()
        .matches("'.*' is (an address, )?not a name[^\\p{Cntrl}\u202e]*");
  }

  @Test
  void aNameHasAtMost253Characters() throws BadForwardException {
    String label = "a".repeat(62) + ".";

    assertThat(forward(label.repeat(4), 80, "").hostname()).hasSize(251);
    assertThatThrownBy(() -> forward(label.repeat(4) + "aaa", 80, ""))
        .hasMessage("the name has more than 253 characters");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aPortThatIsNoneIsRefused(int port) {
    assertThatThrownBy(() -> forward("", port, ""))
        .isInstanceOf(BadForwardException.class)
        .hasMessage("the port is not in 0 to 65535");
  }

  @Test
  void anOptionNamesWhatTheBindNameDoesNot() throws BadForwardException {
    assertThat(forward("localhost", 80, "name=shop").subdomain()).isEqualTo("shop");
    assertThat(forward("", 80, "domain=shop.h.example").subdomain()).isEqualTo("shop");
    assertThat(forward("", 80, "domain=d.example").hostname()).isEqualTo("d.example");
    assertThat(forward("", 80, "domain=d.example name=shop").subdomain()).isEmpty();
    assertThat(forward("own", 80, "name=shop").subdomain()).isEqualTo("own");
  }

  @Test
  void anOptionSaysThePortThatTheRequestLeavesOpen() throws BadForwardException {
    assertThat(forward("", 0, "tcp remote-port=7000").port()).isEqualTo(7000);
    assertThat(forward("", 80, "tcp remote-port=7000").port()).isEqualTo(7000);
    assertThat(forward("", 2222, "tcp remote-port=7000").port()).isEqualTo(2222);
    assertThat(forward("", 80, "remote-port=7000").port()).isZero(); // of an http tunnel
  }

  @Test
  void aPrivateOneHasANameAndAPort() throws BadForwardException {
    assertThat(forward("Box", 22, "private"))
        .isEqualTo(new Forward(Kind.TCP, "", "", 22, true, "box"));
    assertThat(forward("box", 80, "tcp-alias=true").port()).isEqualTo(80);
    assertThat(forward("", 22, "private name=box").alias()).isEqualTo("box");
    assertThat(forward("box.h.example", 22, "private").alias()).isEqualTo("box.h.example");
  }

  @ParameterizedTest
  @CsvSource({"'',22", "localhost,22", "h.example,22", "box,0"})
  void aPrivateOneWithoutIsRefused(String bindName, int port) {
    assertThatThrownBy(() -> forward(bindName, port, "private"))
        .hasMessage("a private tunnel needs a name and a port, as -R box:22:localhost:22");
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic-auth=u:p", "allow=10.0.0.0/8", "deny=10.0.0.0/8"})
  void whatProtectsPublicOnesIsRefusedForAPrivateOne(String option) {
    assertThatThrownBy(() -> forward("box", 22, "private " + option))
        .isInstanceOf(BadForwardException.class)
        .hasMessageStartingWith("basic-auth, allow-cidrs and deny-cidrs are for public tunnels");
  }

  @ParameterizedTest
  @CsvSource({"2222,'',tcp", "0,tcp,tcp", "443,tls,tls"})
  void aPasswordIsRefusedWhereNobodyWouldAskForIt(int port, String word, String kind) {
    assertThatThrownBy(() -> forward("", port, word + " basic-auth=u:p"))
        .hasMessage(
            "basic-auth is for http tunnels, and this one is "
                + kind
                + ": open it by a command of its own");
  }

  @Test
  void nothingIsOpenedWhileSomethingIsWrong() {
    assertThatThrownBy(() -> forward("", 80, "--oauth=google"))
        .isInstanceOf(BadForwardException.class)
        .hasMessageStartingWith("'oauth' is nothing that this server does");
  }

  private static Forward forward(String bindName, int port, String command)
      throws BadForwardException {
    Wishes wishes = Wishes.of(UserName.of("alice"), List.of(command));
    return Forward.of(bindName, port, Optional.empty(), wishes, "h.example"::equals);
  }
}
