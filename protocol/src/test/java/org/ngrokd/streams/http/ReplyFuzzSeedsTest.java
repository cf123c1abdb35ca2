package org.ngrokd.streams.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ngrokd.protocol.testing.FuzzSeeds;
import org.ngrokd.protocol.testing.ReplyRow;

class ReplyFuzzSeedsTest {
  @TestFactory
  Stream<DynamicTest> replies() {
    return FuzzSeeds.of(ReplyFuzz.class, "reply", ReplyFuzz::fuzzerTestOneInput);
  }

  static Stream<ReplyRow> rows() throws IOException {
    return ReplyRow.all().stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void rowsOfTheTable(ReplyRow row) {
    byte[] reply = row.reply().getBytes(StandardCharsets.ISO_8859_1);
    for (int piece = 1; piece < Math.min(reply.length, 300); piece++) {
      ReplyFuzz.check(reply, row.method(), piece);
    }
  }
}
