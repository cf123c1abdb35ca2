package org.ngrokd.server.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.streams.net.CidrList;

class SenderTest {
  private static final CidrList TRUSTED = CidrList.parse(List.of("10.0.0.0/8", "fd00::/8"));

  @Test
  void strangerIsItsPeerWhateverItClaims() throws Exception {
    Sender sender =
        Sender.of(
            Requests.get("X-Forwarded-For: 203.0.113.7"),
            new InetSocketAddress("192.0.2.9", 4711),
            TRUSTED);

    assertThat(sender.text()).isEqualTo("192.0.2.9:4711");
    assertThat(sender.isTold()).isFalse();
  }

  /** Only what stands right of the first stranger was told by somebody who is trusted. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7                        | 203.0.113.7:4711",
        "1.1.1.1, 203.0.113.7               | 203.0.113.7:4711",
        "203.0.113.7, 10.0.0.5              | 203.0.113.7:4711",
        "6.6.6.6, 203.0.113.7,10.1.2.3,10.0.0.5 | 203.0.113.7:4711",
        "203.0.113.7:5555                   | 203.0.113.7:4711",
        "2001:db8::7                        | [2001:db8::7]:4711",
        "[2001:db8::7]:99                   | [2001:db8::7]:4711",
        "203.0.113.7, nonsense              | 10.9.9.9:4711",
        "203.0.113.7, nonsense, 10.0.0.5    | 10.0.0.5:4711",
        "fe80::1%eth0                       | 10.9.9.9:4711",
        "''                                 | 10.9.9.9:4711",
        "10.0.0.6, 10.0.0.5                 | 10.0.0.6:4711",
      })
  void trustedProxyTellsWhoItsVisitorIs(String forwardedFor, String expected) throws Exception {
    Sender sender =
        Sender.of(
            Requests.get("X-Forwarded-For: " + forwardedFor),
            new InetSocketAddress("10.9.9.9", 4711),
            TRUSTED);

    assertThat(sender.text()).isEqualTo(expected);
    assertThat(sender.isTold()).isTrue();
  }

  /** It must not be let in, or kept out, for whoever is behind it. */
  @ParameterizedTest
  @CsvSource({"Via: x", "X-Forwarded-For:", "'X-Forwarded-For: 203.0.113.7, nonsense, 10.0.0.5'"})
  void trustedProxyThatNamesNobodyIsNotTheVisitor(String line) throws Exception {
    Sender sender = Sender.of(Requests.get(line), new InetSocketAddress("10.9.9.9", 4711), TRUSTED);

    assertThat(sender.address()).isNull();
    assertThat(sender.isTold()).isTrue();
  }

  @Test
  void severalLinesAreOneList() throws Exception {
    Sender sender =
        Sender.of(
            Requests.get("X-Forwarded-For: 6.6.6.6, 203.0.113.7", "x-forwarded-for: 10.0.0.5"),
            new InetSocketAddress("10.9.9.9", 4711),
            TRUSTED);

    assertThat(sender.text()).isEqualTo("203.0.113.7:4711");
  }
}
