package org.ngrokd.server.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ngrokd.streams.net.HostAndPort;

/** Updates of a real name server's zone. */
class DnsUpdateIT {
  private static final String RECORD = "_acme-challenge." + RealNameServer.ZONE;

  @TempDir Path directory;

  private static DnsUpdate update(RealNameServer server, TsigKey key, Clock clock) {
    NameServers servers =
        new ZoneServers(() -> List.of(server.address()), server.address().getPort());
    return new DnsUpdate(
        new HostAndPort("127.0.0.1", server.address().getPort()),
        key,
        clock,
        new AwaitRecord(servers, Duration.ofSeconds(10)));
  }

  private static List<String> texts(RealNameServer server) throws IOException {
    return server.ask(RECORD, Types.TXT).answers().stream().map(Resource::text).sorted().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "KNOT_DNS,hmac-sha256",
    "KNOT_DNS,hmac-sha512",
    "BIND_9,hmac-sha256",
    "BIND_9,hmac-sha512"
  })
  void recordsComeAndGoBesideThoseOfOthers(RealNameServer.Kind kind, String algorithm)
      throws Exception {
    try (RealNameServer server = RealNameServer.start(kind, directory, algorithm)) {
      DnsUpdate update =
          update(server, TsigKey.of("ngrokd", algorithm, RealNameServer.SECRET), Clock.systemUTC());

      var one = update.publish(RECORD, "one");
      var two = update.publish(RECORD, "two");
      assertThat(texts(server)).containsExactly("one", "somebody else's", "two");

      one.close();
      assertThat(texts(server)).containsExactly("somebody else's", "two");
      two.close();
      assertThat(texts(server)).containsExactly("somebody else's");
    }
  }

  @ParameterizedTest
  @EnumSource(RealNameServer.Kind.class)
  void theServersWordsSayWhatIsWrong(RealNameServer.Kind kind) throws Exception {
    try (RealNameServer server = RealNameServer.start(kind, directory, "hmac-sha256")) {
      TsigKey other =
          TsigKey.of("ngrokd", "hmac-sha256", "AAAA" + RealNameServer.SECRET.substring(4));
      TsigKey unknown = TsigKey.of("stranger", "hmac-sha256", RealNameServer.SECRET);
      TsigKey right = TsigKey.of("ngrokd", "hmac-sha256", RealNameServer.SECRET);
      Clock late = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
      String start =
          "The name server at 127.0.0.1:%d did not take %s: "
              .formatted(server.address().getPort(), RECORD);

      assertThatThrownBy(() -> update(server, other, Clock.systemUTC()).publish(RECORD, "v"))
          .hasMessageStartingWith(start + "it does not take our signature (BADSIG): ");
      assertThatThrownBy(() -> update(server, unknown, Clock.systemUTC()).publish(RECORD, "v"))
          .hasMessageStartingWith(start + "it does not take our signature (BADKEY): ");
      assertThatThrownBy(() -> update(server, right, late).publish(RECORD, "v"))
          .hasMessage(start + "its clock and ours differ by more than 300 s");
      assertThatThrownBy(
              () ->
                  update(server, right, Clock.systemUTC())
                      .publish("_acme-challenge.a.example", "v"))
          .hasMessageEndingWith("it has no zone for that name");
    }
  }

  @ParameterizedTest
  @EnumSource(RealNameServer.Kind.class)
  void theZonesServersAreFoundWhereARecordHasAnothersName(RealNameServer.Kind kind)
      throws Exception {
    try (RealNameServer server = RealNameServer.start(kind, directory, "hmac-sha256")) {
      NameServers.Found found =
          new ZoneServers(() -> List.of(server.address()), server.address().getPort())
              .of("_acme-challenge.alias." + RealNameServer.ZONE);

      assertThat(found.name()).isEqualTo(RECORD);
      assertThat(found.addresses()).contains(server.address());
    }
  }
}
