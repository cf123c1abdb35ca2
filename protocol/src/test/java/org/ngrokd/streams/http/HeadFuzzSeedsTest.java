package org.ngrokd.streams.http;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ngrokd.protocol.testing.FuzzSeeds;

class HeadFuzzSeedsTest {
  @TestFactory
  Stream<DynamicTest> heads() {
    return FuzzSeeds.of(HeadFuzz.class, "head", HeadFuzz::fuzzerTestOneInput);
  }
}
