package org.ngrokd.protocol.codec;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ngrokd.protocol.testing.FuzzSeeds;

class MessageFuzzSeedsTest {
  @TestFactory
  Stream<DynamicTest> messages() {
    return FuzzSeeds.of(MessageFuzz.class, "message", MessageFuzz::fuzzerTestOneInput);
  }
}
