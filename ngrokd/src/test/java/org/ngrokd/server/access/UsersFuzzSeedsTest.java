package org.ngrokd.server.access;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ngrokd.protocol.testing.FuzzSeeds;

class UsersFuzzSeedsTest {
  @TestFactory
  Stream<DynamicTest> usersFiles() {
    return FuzzSeeds.of(UsersFuzz.class, "users", UsersFuzz::fuzzerTestOneInput);
  }
}
