package org.ngrokd.server.listen;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ngrokd.protocol.testing.FuzzSeeds;

class ProxyHeaderFuzzSeedsTest {
  @TestFactory
  Stream<DynamicTest> proxyHeaders() {
    return FuzzSeeds.of(ProxyHeaderFuzz.class, "proxyheader", ProxyHeaderFuzz::fuzzerTestOneInput);
  }
}
