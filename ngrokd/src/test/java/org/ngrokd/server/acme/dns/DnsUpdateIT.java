package org.ngrokd.server.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.streams.net.HostAndPort;

/** Updates of a real name server's zone. */
class DnsUpdateIT {
  private static final String RECORD = "_acme-challenge." + Knot.ZONE;

  @TempDir Path directory;

  private static DnsUpdate update(Knot knot, TsigKey key, Clock clock) {
    NameServers servers = new ZoneServers(() -> List.of(knot.address()), knot.address().getPort());
    return new DnsUpdate(
        new HostAndPort("127.0.0.1", knot.address().getPort()),
        key,
        clock,
        new AwaitRecord(servers, Duration.ofSeconds(10)));
  }

  private static List<String> texts(Knot knot) throws IOException {
    return knot.ask(RECORD, Types.TXT).answers().stream().map(Resource::text).sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hmac-sha256", "hmac-sha512"})
  void recordsComeAndGoBesideThoseOfOthers(String algorithm) throws Exception {
    try (Knot knot = Knot.start(directory, algorithm)) {
      DnsUpdate update =
          update(knot, TsigKey.of("ngrokd", algorithm, Knot.SECRET), Clock.systemUTC());

      var one = update.publish(RECORD, "one");
      var two = update.publish(RECORD, "two");
      assertThat(texts(knot)).containsExactly("one", "somebody else's", "two");

      one.close();
      assertThat(texts(knot)).containsExactly("somebody else's", "two");
      two.close();
      assertThat(texts(knot)).containsExactly("somebody else's");
    }
  }

  @Test
  void theServersWordsSayWhatIsWrong() throws Exception {
    try (Knot knot = Knot.start(directory, "hmac-sha256")) {
      TsigKey other = TsigKey.of("ngrokd", "hmac-sha256", "AAAA" + Knot.SECRET.substring(4));
      TsigKey unknown = TsigKey.of("stranger", "hmac-sha256", Knot.SECRET);
      TsigKey right = TsigKey.of("ngrokd", "hmac-sha256", Knot.SECRET);
      Clock late = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
      String start =
          "The name server at 127.0.0.1:%d did not take %s: "
              .formatted(knot.address().getPort(), RECORD);

      assertThatThrownBy(() -> update(knot, other, Clock.systemUTC()).publish(RECORD, "v"))
          .hasMessageStartingWith(start + "it does not take our signature (BADSIG): ");
      assertThatThrownBy(() -> update(knot, unknown, Clock.systemUTC()).publish(RECORD, "v"))
          .hasMessageStartingWith(start + "it does not take our signature (BADKEY): ");
      assertThatThrownBy(() -> update(knot, right, late).publish(RECORD, "v"))
          .hasMessage(start + "its clock and ours differ by more than 300 s");
      assertThatThrownBy(
              () ->
                  update(knot, right, Clock.systemUTC()).publish("_acme-challenge.a.example", "v"))
          .hasMessageEndingWith("it has no zone for that name");
    }
  }

  @Test
  void theZonesServersAreFoundWhereARecordHasAnothersName() throws Exception {
    try (Knot knot = Knot.start(directory, "hmac-sha256")) {
      NameServers.Found found =
          new ZoneServers(() -> List.of(knot.address()), knot.address().getPort())
              .of("_acme-challenge.alias." + Knot.ZONE);

      assertThat(found.name()).isEqualTo(RECORD);
      assertThat(found.addresses()).contains(knot.address());
    }
  }
}
