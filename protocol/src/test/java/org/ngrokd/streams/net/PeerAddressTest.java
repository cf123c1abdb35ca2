package org.ngrokd.streams.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerAddressTest {
  private static final byte[] LINK_LOCAL = {
    (byte) 0xfe, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
  };

  @Test
  void ipv4IsIpAndPort() throws Exception {
    assertThat(PeerAddress.text(address(new byte[] {54, (byte) 149, 100, 42}, 38252)))
        .isEqualTo("54.149.100.42:38252");
  }

  @Test
  void ipv6StandsInBracketsWithoutItsScope() throws Exception {
    InetAddress scoped = Inet6Address.getByAddress("x", LINK_LOCAL, 2);
    assertThat(scoped.getHostAddress()).contains("%");

    assertThat(PeerAddress.text(new InetSocketAddress(scoped, 80))).isEqualTo("[fe80::1]:80");
  }

  /** RFC 5952, 4: small letters, no zeros before a group, the longest run of zeros left out. */
  @ParameterizedTest
  @CsvSource({
    "0:0:0:0:0:0:0:1, ::1",
    "0:0:0:0:0:0:0:0, ::",
    "2001:0DB8:0:0:0:0:0:1, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1"
  })
  void ipv6IsWrittenAsInRfc5952(String written, String expected) throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(written), 80);

    assertThat(PeerAddress.text(address)).isEqualTo("[" + expected + "]:80");
  }

  @Test
  void ipv4InsideIpv6IsShownAsIpv4() throws Exception {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 1, 2, 3, 4};

    assertThat(PeerAddress.text(address(mapped, 5))).isEqualTo("1.2.3.4:5");
  }

  @Test
  void hostNameOfTheAddressIsNotShown() throws Exception {
    InetAddress named = InetAddress.getByAddress("visitor.example", new byte[] {1, 2, 3, 4});

    assertThat(PeerAddress.text(new InetSocketAddress(named, 5))).isEqualTo("1.2.3.4:5");
  }

  @Test
  void whatIsNotKnownIsSaidSo() {
    assertThat(PeerAddress.text(null)).isEqualTo("unknown");
    assertThat(PeerAddress.of(new EmbeddedChannel())).isEqualTo("embedded");
    assertThat(PeerAddress.ip(new EmbeddedChannel())).isEmpty();
  }

  @Test
  void ipOfAChannelIsTheAddressAlone() throws Exception {
    InetSocketAddress address = address(new byte[] {1, 2, 3, 4}, 5);
    EmbeddedChannel channel =
        new EmbeddedChannel() {
          @Override
          public SocketAddress remoteAddress() {
            return address;
          }
        };

    assertThat(PeerAddress.ip(channel)).isEqualTo("1.2.3.4");
    assertThat(PeerAddress.of(channel)).isEqualTo("1.2.3.4:5");
  }

  private static InetSocketAddress address(byte[] ip, int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByAddress(ip), port);
  }
}
