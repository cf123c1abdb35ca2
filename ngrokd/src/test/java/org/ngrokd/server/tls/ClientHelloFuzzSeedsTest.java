package org.ngrokd.server.tls;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ngrokd.protocol.testing.FuzzSeeds;

class ClientHelloFuzzSeedsTest {
  @TestFactory
  Stream<DynamicTest> clientHellos() {
    return FuzzSeeds.of(ClientHelloFuzz.class, "clienthello", ClientHelloFuzz::fuzzerTestOneInput);
  }
}
