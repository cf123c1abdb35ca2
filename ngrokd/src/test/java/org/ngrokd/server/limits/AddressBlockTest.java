package org.ngrokd.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.local.LocalAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressBlockTest {
  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.7",
    "::ffff:203.0.113.7, 203.0.113.7",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64",
    "2001:db8:1:2::, 2001:db8:1:2:0:0:0:0/64",
    "2001:db8:1:3::, 2001:db8:1:3:0:0:0:0/64",
    "fe80::1%1, fe80:0:0:0:0:0:0:0/64",
    "::1, 0:0:0:0:0:0:0:0/64",
  })
  void addressBelongsToItsBlock(String address, String block) throws Exception {
    AddressBlock of = AddressBlock.of(InetAddress.getByName(address));

    assertThat(of).hasToString(block);
    assertThat(of).isEqualTo(AddressBlock.of(of.first()));
  }

  @Test
  void peerWithoutIpAddressHasNone() {
    assertThat(AddressBlock.of(new LocalAddress("x"))).isNull();
    assertThat(AddressBlock.of(InetSocketAddress.createUnresolved("x", 1))).isNull();
    assertThat(AddressBlock.of((InetSocketAddress) null)).isNull();
  }
}
