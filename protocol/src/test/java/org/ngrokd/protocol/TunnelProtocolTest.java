package org.ngrokd.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TunnelProtocolTest {
  @Test
  void namesAreThoseOnTheWire() {
    assertThat(TunnelProtocol.names()).containsExactly("http", "https", "tcp", "tls");
  }

  @ParameterizedTest
  @EnumSource
  void nameFindsItsProtocolAndIsHowItIsWritten(TunnelProtocol protocol) {
    assertThat(TunnelProtocol.named(protocol.wireName())).contains(protocol);
    assertThat(protocol).hasToString(protocol.wireName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP", " http", "http+https", "udp"})
  void otherNamesAreNobodys(String name) {
    assertThat(TunnelProtocol.named(name)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void tunnelIsNamedByHostOrByPort(TunnelProtocol protocol) {
    assertThat(protocol.isNamedByHost()).isNotEqualTo(protocol.isNamedByPort());
    assertThat(protocol.defaultPort() == 0).isEqualTo(protocol.isNamedByPort());
  }

  @Test
  void whatBecomesOfTheVisitorsTls() {
    assertThat(those(TunnelProtocol::endsTls)).containsExactly(TunnelProtocol.HTTPS);
    assertThat(those(TunnelProtocol::passesTlsOn)).containsExactly(TunnelProtocol.TLS);
    assertThat(those(TunnelProtocol::isHttp))
        .containsExactly(TunnelProtocol.HTTP, TunnelProtocol.HTTPS);
  }

  @Test
  void allTlsWithNamesComesToOneListener() {
    assertThat(Stream.of(TunnelProtocol.values()).map(TunnelProtocol::listener))
        .containsExactly(
            TunnelProtocol.HTTP, TunnelProtocol.HTTPS, TunnelProtocol.TCP, TunnelProtocol.HTTPS);
  }

  private static List<TunnelProtocol> those(Predicate<TunnelProtocol> are) {
    return Arrays.stream(TunnelProtocol.values()).filter(are).toList();
  }
}
