package org.ngrokd.client.config;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ngrokd.protocol.testing.FuzzSeeds;

class ConfigFuzzSeedsTest {
  @TestFactory
  Stream<DynamicTest> configFiles() {
    return FuzzSeeds.of(ConfigFuzz.class, "config", ConfigFuzz::fuzzerTestOneInput);
  }
}
