package org.ngrokd.server.ssh.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WishesTest {
  private static final UserName ALICE = UserName.of("alice");
  private static final String KEY = "SHA256:" + "a".repeat(42) + "/";

  @Test
  void nothingIsAskedForWhereNothingIsTyped() {
    assertThat(Wishes.of(ALICE, List.of())).isEqualTo(Wishes.NONE);
    assertThat(wishes("")).isEqualTo(Wishes.NONE);
    assertThat(wishes(" -- ")).isEqualTo(Wishes.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "http,HTTP",
    "https,HTTPS",
    "tcp,TCP",
    "tls,TLS",
    "HTTP,HTTP",
    "--tcp,TCP",
    "sni-proxy=true,TLS",
    "url=https://a.example,HTTPS",
    "url=HTTP://a.example/,HTTP",
    "http https,HTTP",
    "http --url https://a.example,HTTPS",
    "url=tls://a.example:443,TLS",
    "url=tcp://h.example:20022,TCP"
  })
  void aWordSaysTheKind(String word, Kind kind) {
    assertThat(wishes(word).kind()).contains(kind);
    assertThat(wishes(word).faults()).isEmpty();
  }

  @Test
  void theCommandOverrulesTheUserName() {
    assertThat(Wishes.of(UserName.of("t+tcp"), List.of("http")).kind()).contains(Kind.HTTP);
    assertThat(Wishes.of(UserName.of("t+tcp"), List.of("qr")).kind()).contains(Kind.TCP);
    assertThat(Wishes.of(UserName.of("t+tcp"), List.of("http")).faults()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http tcp",
        "tcp tls",
        "tcp sni-proxy=true",
        "tcp url=https://a.example",
        "https url=http://a.example"
      })
  void twoKindsAreAFault(String command) {
    assertThat(wishes(command).faults())
        .singleElement()
        .asString()
        .startsWith("a tunnel is one of ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--host-header nas.lan:5000",
        "--host-header=nas.lan:5000",
        "-host-header nas.lan:5000",
        "host-header=nas.lan:5000",
        "hostHeader=nas.lan:5000",
        "--host_header_rewrite nas.lan:5000",
        "--HOST-HEADER=nas.lan:5000",
        "u:Host:nas.lan:5000",
        "\"u:host: nas.lan:5000\"",
        "'host-header'=\"nas.lan:5000\""
      })
  void theHostOfTheLocalService(String command) {
    assertThat(wishes(command).options().hostHeader()).contains("nas.lan:5000");
    assertThat(wishes(command).faults()).isEmpty();
  }

  @Test
  void aHostThatStays() {
    assertThat(wishes("host-header=preserve")).isEqualTo(Wishes.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--basic-auth u:p:q",
        "--basic-auth=u:p:q",
        "basic-auth=u:p:q",
        "auth=u:p:q",
        "http_auth=u:p:q",
        "-httpauth=u:p:q",
        "b:u:p:q"
      })
  void aPassword(String command) {
    assertThat(wishes(command).options().basicAuth()).contains("u:p:q");
    assertThat(wishes(command).faults()).isEmpty();
  }

  @Test
  void aPasswordInQuotesMayHaveSpacesAndMarks() {
    assertThat(wishes("--basic-auth 'u:p q=r'").options().basicAuth()).contains("u:p q=r");
    assertThat(wishes("basic-auth=u:it\\'s").options().basicAuth()).contains("u:it's");
    assertThat(wishes("--basic-auth u:--qr").options().basicAuth()).contains("u:--qr");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "allow-cidrs=10.0.0.0/8,2001:db8::/32",
        "--allow-cidr 10.0.0.0/8 --allow-cidr 2001:db8::/32",
        "--cidr-allow=10.0.0.0/8,,2001:db8::/32,",
        "allow='10.0.0.0/8, 2001:db8::/32'",
        "w:10.0.0.0/8,2001:db8::/32",
        "w:10.0.0.0/8 w:2001:db8::/32"
      })
  void networksThatAreLetIn(String command) {
    assertThat(wishes(command).options().allow()).containsExactly("10.0.0.0/8", "2001:db8::/32");
    assertThat(wishes(command).faults()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deny=192.0.2.7",
        "deny-cidrs=192.0.2.7",
        "--cidr-deny 192.0.2.7",
        "deny-cidr=192.0.2.7"
      })
  void networksThatAreNotLetIn(String command) {
    assertThat(wishes(command).options().deny()).containsExactly("192.0.2.7");
  }

  @ParameterizedTest
  @CsvSource({
    "proxy-protocol=1,1",
    "proxyproto=2,2",
    "--proxy-proto v1,1",
    "--proxy-protocol=V2,2"
  })
  void aProxyHeader(String command, int version) {
    assertThat(wishes(command).options().proxyProtocol()).contains(version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redirect-https",
        "--redirect-https",
        "redirect-https=true",
        "--redirect-https true",
        "force-https=true",
        "-redirectToHttps",
        "x:https",
        "X:HTTPS",
        "redirect_https=TRUE"
      })
  void visitorsAreSentToHttps(String command) {
    assertThat(wishes(command).options().redirectHttps()).isTrue();
    assertThat(wishes(command).faults()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "force-https=false",
        "--force-https false",
        "tcp-alias=false",
        "qr=false",
        "x:xff"
      })
  void nothingIsAskedForByANo(String command) {
    assertThat(wishes(command)).isEqualTo(Wishes.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "15m,900",
    "1h30m,5400",
    "90s,90",
    "2d,172800",
    "1d1h1m1s,90061",
    "366d,31622400",
    "0h1s,1"
  })
  void anEnd(String text, long seconds) {
    assertThat(wishes("deadline=" + text).options().deadline())
        .contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0s",
        "15",
        "soon",
        "30m1h",
        "-1m",
        "1.5h",
        "9999999d",
        "367d",
        "99999999999s",
        "1H"
      })
  void noEnd(String text) {
    assertThat(wishes("deadline=" + text).faults())
        .singleElement()
        .asString()
        .startsWith("deadline: '" + text + "' is not ");
  }

  @Test
  void privateOnesAndTheirKeys() {
    Wishes wishes = wishes("private allowed-keys=" + KEY + "," + KEY.replace('a', 'b') + "=");

    assertThat(wishes.faults()).isEmpty();
    assertThat(wishes.options().isPrivate()).isTrue();
    assertThat(wishes.options().allowedKeys()).containsExactly(KEY, KEY.replace('a', 'b'));
  }

  @Test
  void keysWithoutTheWordProtectNothing() {
    assertThat(wishes("allowed-keys=" + KEY).faults())
        .containsExactly("allowed-keys is for private tunnels: add the word private");
    assertThat(wishes("private=false allowed-keys=" + KEY).faults()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "name=Shop,,shop,",
    "--subdomain shop,,shop,",
    "--sd=shop.,,shop,",
    "proxy_name=shop,,shop,",
    "hostname=shop.example,shop.example,,",
    "domain=shop.example,shop.example,,",
    "custom_domain=shop.example,shop.example,,",
    "name=shop.example,shop.example,,",
    "domain=shop,,shop,",
    "url=shop.example,shop.example,,",
    "url=tcp://h.example:7,,,7",
    "remote_port=7,,,7",
    "--remote-port 7,,,7",
    "remote-addr=h.example:7,,,7",
    "remote-port=0,,,",
    "url=tcp://h.example,,,"
  })
  void theAddress(String command, String hostname, String subdomain, Integer port) {
    Options options = wishes(command).options();

    assertThat(options.hostname()).isEqualTo(Optional.ofNullable(hostname));
    assertThat(options.subdomain()).isEqualTo(Optional.ofNullable(subdomain));
    assertThat(options.remotePort()).isEqualTo(Optional.ofNullable(port));
    assertThat(wishes(command).faults()).isEmpty();
  }

  @Test
  void frpsNameGivesWayToASubdomain() {
    Wishes wishes = wishes("http --proxy_name n --subdomain shop");

    assertThat(wishes.options().subdomain()).contains("shop");
    assertThat(wishes.faults()).isEmpty();
  }

  @Test
  void theRest() {
    Options options = wishes("qr --force --max-connections 5").options();

    assertThat(options.wantsQr()).isTrue();
    assertThat(options.isForced()).isTrue();
    assertThat(options.maxConnections()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "-h", "http --help", "HELP"})
  void help(String command) {
    assertThat(wishes(command).isHelp()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "host-header | host-header needs a value, as host-header=nas.lan:5000",
        "--basic-auth | basic-auth needs a value, as basic-auth=USER:PASSWORD",
        "basic-auth=secret | basic-auth: expected USER:PASSWORD",
        "basic-auth=:secret | basic-auth: expected USER:PASSWORD",
        "--basic-auth --qr | basic-auth: expected USER:PASSWORD",
        "host-header=a/b | host-header: 'a/b' is not a host as nas.lan:5000",
        "host-header=rewrite | host-header: ssh does not tell the server where your service is;"
            + " write its host, as localhost:3000",
        "allow-cidrs= | allow-cidrs: nothing is in the list",
        "allow=10.0.0.0/33 | allow-cidrs: '10.0.0.0/33': the part behind the slash is not a number,"
            + " 0 to 32",
        "proxyproto=3 | proxy-protocol: '3' is not 1 or 2",
        "remote-port=65536 | remote-port: '65536' is not a number, 0 to 65535",
        "remote-addr=x | remote-addr: 'x' is not an address as example.com:20022",
        "qr=maybe | qr is true or false, or stands alone",
        "http=80 | http takes no value",
        "name=a deadline=1m name=b | subdomain is given twice, and differently",
        "hostname=a.example url=https://b.example | there are two values for hostname",
        "url=ftp://a | url: expected an address as https://shop.example.com",
        "private allowed-keys=any | allowed-keys: 'any' is not a fingerprint as ssh-keygen -l prints"
            + " it: SHA256:…",
        "basic-auth=u:it's | the command: a quote (') is not closed; write \\' for the mark",
        "--mutual-tls-cas x.pem | 'mutual-tls-cas' is nothing that this server does: what protects"
            + " here: basic-auth, allow-cidrs, deny-cidrs, private",
        "x:fullurl | 'x:fullurl' is nothing that this server does; there are: x:https, x:xff, w:…,"
            + " b:…, u:Host:…",
        "k:secret | 'k:' is nothing that this server does; there are: x:https, x:xff, w:…, b:…,"
            + " u:Host:…",
        "u:X-Y:z | 'u:' is nothing that this server does; there are: x:https, x:xff, w:…, b:…,"
            + " u:Host:…",
        "--http_user u | 'http_user' is nothing that this server does: use"
            + " basic-auth=USER:PASSWORD",
        "udp | 'udp' is nothing that this server does: there are http, https, tcp and tls",
      })
  void faultsSayWhatIsExpected(String command, String fault) {
    assertThat(wishes(command).faults()).containsExactly(fault);
  }

  @Test
  void anUnknownWordNamesTheNearestKnownOne() {
    assertThat(wishes("--host-haeder x.lan").faults())
        .singleElement()
        .asString()
        .startsWith(
            "'host-haeder' is not known here, and programs cannot be run. Did you mean"
                + " 'host-header'? Allowed: http, https, ");
    assertThat(wishes("sftp").faults()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--basic-autth u:hunter2",
        "--basic-autth=u:hunter2",
        "basic-autth=u:hunter2",
        "u:hunter2",
        "bb:u:hunter2",
        "--token hunter2",
        "k:hunter2",
        "--basic-auth hunter2",
        "--http-pwd=hunter2",
        "basic-auth=u:hunter2 basic-auth=u:hunter3",
        "basic-auth='u:hunter2"
      })
  void aSecretIsInNoFault(String command) {
    Wishes wishes = wishes(command);

    assertThat(wishes.faults()).isNotEmpty();
    assertThat(wishes.faults().toString()).doesNotContain("hunter");
  }

  @Test
  void aPasswordIsNotShown() {
    assertThat(wishes("basic-auth=u:hunter2").toString()).doesNotContain("hunter2");
  }

  @Test
  void theSameTwiceIsOnce() {
    assertThat(wishes("name=shop --name shop").faults()).isEmpty();
    assertThat(Wishes.of(ALICE, List.of("tcp", "tcp", "deadline=1m")).faults()).isEmpty();
  }

  @Test
  void whatSteersATerminalIsNotSentBack() {
    assertThat(wishes("\u001b[2J").faults().toString())
        .contains("\\x1b[2J")
        .doesNotContain("\u001b");
    assertThat(wishes("host-header=\u202ex").faults().toString()).doesNotContain("\u202e");
    assertThat(wishes("allow=1\u001b[2J").faults().toString()).doesNotContain("\u001b");
    assertThat(wishes("allow=" + "1".repeat(4000)).faults().toString()).hasSizeLessThan(600);
    assertThat(Wishes.of(UserName.of("t+oauth\u001b[2J"), List.of()).faults().toString())
        .doesNotContain("\u001b");
    assertThat(wishes("\u009b:x").faults().toString()).doesNotContain("\u009b");
  }

  @Test
  void aLongCommandIsNotRead() {
    assertThat(wishes("basic-auth=u:" + "p".repeat(4083)).faults()).isEmpty();
    assertThat(wishes("basic-auth=u:" + "p".repeat(4084)).faults())
        .containsExactly("the command has more than 4096 characters");
  }

  @Test
  void thereAreNoMoreThan32Options() {
    assertThat(wishes("qr ".repeat(32)).faults()).isEmpty();
    assertThat(wishes("qr ".repeat(33)).faults())
        .containsExactly("there are more than 32 words and options");
    assertThat(Wishes.of(ALICE, List.of("qr ".repeat(20), "qr ".repeat(20))).faults()).hasSize(1);
  }

  @Test
  void aListHasNoMoreThan64() {
    String networks =
        IntStream.range(0, 64)
            .mapToObj(i -> "10.0." + i + ".0/24")
            .collect(Collectors.joining(","));

    assertThat(wishes("allow=" + networks).options().allow()).hasSize(64);
    assertThat(wishes("allow=" + networks + " allow=10.1.0.0/16").faults())
        .containsExactly("allow-cidrs lists more than 64");
  }

  @Test
  void faultsStayFew() {
    String command = Stream.generate(() -> "z").limit(2000).collect(Collectors.joining(" "));

    assertThat(wishes(command).faults()).hasSize(33);
  }

  private static Wishes wishes(String command) {
    return Wishes.of(ALICE, List.of(command));
  }
}
