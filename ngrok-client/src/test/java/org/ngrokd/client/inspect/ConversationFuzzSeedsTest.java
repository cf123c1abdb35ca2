package org.ngrokd.client.inspect;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ngrokd.protocol.testing.FuzzSeeds;

class ConversationFuzzSeedsTest {
  @TestFactory
  Stream<DynamicTest> conversations() {
    return FuzzSeeds.of(
        ConversationFuzz.class, "conversation", ConversationFuzz::fuzzerTestOneInput);
  }
}
