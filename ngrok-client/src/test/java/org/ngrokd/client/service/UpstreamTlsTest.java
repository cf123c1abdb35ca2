package org.ngrokd.client.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamTlsTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "::1, true",
    "10.1.2.3, true",
    "172.16.0.1, true",
    "172.32.0.1, false",
    "192.168.1.20, true",
    "169.254.1.1, true",
    "fe80::1, true",
    "fd00::1, true",
    "fc00::1, true",
    "2001:db8::1, false",
    "203.0.113.7, false",
    "8.8.8.8, false"
  })
  void privateAddressesAreToldFromOthers(String address, boolean isPrivate) {
    assertThat(UpstreamTls.isPrivate(new InetSocketAddress(address, 443))).isEqualTo(isPrivate);
  }
}
