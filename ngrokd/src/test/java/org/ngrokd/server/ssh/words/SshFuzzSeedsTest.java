package org.ngrokd.server.ssh.words;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ngrokd.protocol.testing.FuzzSeeds;

class SshFuzzSeedsTest {
  @TestFactory
  Stream<DynamicTest> whatIsTyped() {
    return FuzzSeeds.of(SshFuzz.class, "ssh", SshFuzz::fuzzerTestOneInput);
  }
}
